// Judges PDF files with the veraPDF library: one line a file and broken rule.
//
//   java -cp JARS Vera.java ua1 FILE...
//
// prints, separated by tabs:  FILE  RULE  COUNT  MESSAGE @ CONTEXT
// where RULE is clause-test of the standard ("7.18.5-1"), or PASS, or ERROR for a file that cannot be read.

import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Vera {
    public static void main(String[] arguments) {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.fromString(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            judge(arguments[i], flavour);
        }
    }

    private static void judge(String file, PDFAFlavour flavour) {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, Integer> counts = new LinkedHashMap<>();
            Map<String, String> messages = new LinkedHashMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                    counts.merge(rule, 1, Integer::sum);
                    messages.putIfAbsent(rule, assertion.getMessage() + " @ " + assertion.getLocation().getContext());
                }
            }
            counts.forEach((rule, count) -> print(file, rule, count, messages.get(rule)));
            if (result.isCompliant() && counts.isEmpty() && result.getTotalAssertions() > 0) {
                print(file, "PASS", result.getTotalAssertions(), "");
            } else if (counts.isEmpty()) {
                print(file, "ERROR", 0, "not compliant, and no rule named");
            }
        } catch (Exception | LinkageError error) {
            print(file, "ERROR", 0, error.toString());
        }
    }

    private static void print(String file, String rule, int count, String message) {
        System.out.println(String.join("\t", file, rule, Integer.toString(count), message.replaceAll("\\s+", " ")));
    }
}
