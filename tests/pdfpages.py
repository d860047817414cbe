"""Small laid-out pages in several scripts, in the project's own fonts, to write PDFs from.

Run as a program, it prints the digests of one page written twice and in a forked worker.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from html import escape
from pathlib import Path
from typing import Any
from unittest import mock

from handouts import fonts
from handouts.languages import language
from handouts.pdf import PdfFacts, write

ROOT = Path(__file__).resolve().parent.parent

#: Sentences of our own; the spaces of zero width stand where the layout may break a line.
SENTENCES = {
    "en": "After surgery some people still have back pain, which can last “a long time” – call us.",
    "de": "Rückenschmerzen nach einer Wirbelsäulenoperation können Physiotherapiebehandlungen "
    "nötig machen. Schmerzmittel-Nebenwirkungen besprechen.",
    "vi": "Sau phẫu thuật, một số người vẫn bị đau lưng kéo dài; điều này gọi là hội chứng sau mổ.",
    "ru": "После операции у некоторых людей боль в спине остаётся.",
    "hi": "सर्जरी के बाद कुछ लोगों को पीठ में दर्द बना रहता है। अपने डॉक्टर से बात करें और कार्य शुरू करें।",
    "bn": "অস্ত্রোপচারের পরে কিছু লোকের পিঠে ব্যথা থাকে। আপনার ডাক্তারের সাথে কথা বলুন।",
    "ta": "அறுவை சிகிச்சைக்குப் பிறகு சிலருக்கு முதுகு வலி இருக்கும். மருத்துவரிடம் பேசுங்கள்.",
    "th": "หลังผ่าตัด บางคนยังมีอาการปวดหลังอยู่ โปรดปรึกษาแพทย์ของท่าน เป็นเรื่องที่พบบ่อย ดื่มน้ำ",
    "km": "បន្ទាប់ពី​ការ​វះកាត់ មនុស្ស​ខ្លះ​នៅតែ​មាន​ការ​ឈឺចាប់​ខ្នង។ សូម​និយាយ​ជាមួយ​គ្រូពេទ្យ។",
    "my": "ခွဲစိတ်ပြီးနောက်​ လူအချို့သည်​ ခါးနာခြင်း​ ဆက်ရှိနေသည်။ သင့်ဆရာဝန်နှင့်​ ဆွေးနွေးပါ။",
    "lo": "ຫຼັງ​ການ​ຜ່າຕັດ ບາງ​ຄົນ​ຍັງ​ມີ​ອາການ​ເຈັບ​ຫຼັງ. ກະລຸນາ​ປຶກສາ​ແພດ.",
    "ko": "수\u2060술 후\u2060에\u2060도 일\u2060부 사\u2060람\u2060은 허\u2060리 "
    "통\u2060증\u2060을 겪\u2060습\u2060니\u2060다.",
    "zh-Hans": "手术后，有些人仍然有背痛。请与您的医生讨论“背痛”（MRI 检查）和止痛药。",
    "ja": "手術の後も、腰の痛みが続く人がいます。医師にご相談ください（夜間も可）。",
    "am": "ከቀዶ ሕክምና በኋላ አንዳንድ ሰዎች የጀርባ ሕመም ይቀጥላል። ሐኪምዎን ያነጋግሩ።",
    "ar": "بعد الجراحة لا يزال بعض الناس يعانون من ألم الظهر (الألم المزمن)، اتصل بالطبيب الآن.",
    "fa": "پس از جراحی بعضی از افراد هنوز درد کمر دارند؛ شما می‌توانید از پزشک خود بپرسید.",
    "ur": "آپریشن کے بعد کچھ لوگوں کو کمر میں درد رہتا ہے۔ اپنے ڈاکٹر سے بات کریں۔",
    "he": "לאחר הניתוח יש אנשים שעדיין סובלים מכאבי גב (כאב כרוני). התקשרו לרופא.",
}
RIGHT_TO_LEFT = ("ar", "fa", "ur", "he")
VOWELLED = "بَعْدَ الجِراحَةِ لا يَزالُ بَعْضُ النّاسِ يُعانونَ مِنَ الأَلَمِ."

_ICON = '<svg aria-hidden="true" viewBox="0 0 9 9"><circle cx="5" cy="5" r="4"/></svg>'
_PICTURE = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    "<rect width='9' height='9' opacity='.5'/></svg>"
)
STYLE = """
@page { size: 120mm 160mm; margin: 12mm; @bottom-center { content: element(foot) }
        @top-left { content: "XX 7" } }
body { font-size: 12pt; line-height: 1.8 } svg { width: 6mm; height: 6mm }
.foot { position: running(foot) } .half { opacity: .5 } a { text-decoration: underline }
.columns { position: relative; height: 50mm }
.columns div { position: absolute; top: 0; width: 45mm } .second { inset-inline-end: 0 }
ul, ol { list-style: none; padding: 0 } ul li::before { content: "\\2022  " }
.n { display: inline-block; width: 8mm } .grid { display: table } .grid div { display: table-cell }
td, th { border: 1px solid } h2 { border-bottom: 1px solid; background: #eee }
"""


def article(tag: str) -> str:
    """Give the HTML of a page that has everything a handout's page may have."""
    sentence = escape(SENTENCES[tag])
    title, *_ = sentence.split(" ", 1)
    opposite = '<bdi dir="ltr" lang="en">Post-laminectomy</bdi>'
    phone = '<bdi dir="ltr"><span class="nb">555-0100</span></bdi>'
    return page(
        tag,
        f"""
<div class="foot">{title} <a href="https://example.org/foot">{title}</a></div>
<header><h1>{title} {opposite}</h1></header>
<section><h2>{_ICON} {title}</h2>
<p>{sentence} <b>{sentence}</b> <a href="tel:+15550100"><b>{phone}</b></a>
<a href="https://example.org/help">{sentence}</a></p>
<div class="columns"><div><h2>{title}</h2><p>{sentence}</p></div>
<div class="second"><ul><li>{title} {phone}</li><li>{sentence}</li></ul></div></div></section>
<ol><li><span class="n" aria-hidden="true">1</span>{sentence}</li>
<li><span class="n" aria-hidden="true">2</span><p>{title}</p></li></ol>
<div class="grid"><div>{title}</div><div lang="en" dir="ltr">Side effects</div></div>
<p class="half">{sentence}</p>
<svg role="img" viewBox="0 0 9 9"><title>{title}</title><rect width="9" height="9"/></svg>
<img alt="" src="{_PICTURE}"><img alt="{title} ({title})" src="{_PICTURE}">
<table><thead><tr><th>{title}</th><th>{title}</th></tr></thead>
{f"<tr><th>{title}</th><td>{title}</td></tr>" * 12}</table>
<p><a href="#end">{title}</a></p><p id="end">{title}</p>
""",
    )


def page(tag: str, body: str, style: str = "") -> str:
    """Give the HTML of a page in a language's own font."""
    direction = "rtl" if tag in RIGHT_TO_LEFT else "ltr"
    families = ", ".join(f'"{family}"' for family in language(tag).fonts)
    return (
        f'<!doctype html><html lang="{tag}" dir="{direction}"><meta charset="utf-8">'
        f"<title>{tag}</title>"
        f"<style>{STYLE} html {{ font-family: {families} }} {style}</style><body>{body}"
    )


def lay_out(tag: str, html: str, cache: Path) -> Any:
    """Lay out a page with a language's fonts and no others."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    settings = fonts.fontconfig_file(language(tag).fonts, ROOT / "fonts", cache)
    with mock.patch.dict(os.environ, {"FONTCONFIG_FILE": str(settings)}):
        return HTML(string=html).render(font_config=FontConfiguration())


def facts(tag: str, **more: Any) -> PdfFacts:
    """Give facts for a page."""
    return PdfFacts(title=f"{SENTENCES[tag]} & <1>", language=tag, **more)


def main() -> None:
    """Print the digests of one page: written in a forked process, and twice in this one.

    Each process makes its own layout, as the workers of a build do: newer Pango waits for ever when
    a child draws what its parent laid out.
    """
    with tempfile.TemporaryDirectory() as cache:
        reading, writing = os.pipe()
        child = os.fork()
        document = lay_out("ar", article("ar"), Path(cache))
        if not child:
            os.write(writing, hashlib.sha256(write(document, facts("ar"))).digest())
            os._exit(0)
        digests = [hashlib.sha256(write(document, facts("ar"))).hexdigest() for _ in range(2)]
        print(*digests, os.read(reading, 32).hex())


if __name__ == "__main__":
    main()
