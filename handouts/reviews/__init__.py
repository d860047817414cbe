"""Sign-offs and waivers, bound to the words that were read, and the gate that asks for them."""

from typing import TYPE_CHECKING

from handouts.ondemand import on_demand

if TYPE_CHECKING:
    from handouts.reviews.approval import Approval, Signer, approval_of
    from handouts.reviews.gate import release_findings
    from handouts.reviews.model import (
        MACHINE,
        METHODS,
        REVIEWED,
        TRANSLATED,
        Outline,
        Person,
        ReadReviews,
        Reviews,
        Signature,
        Subject,
        Waiver,
    )
    from handouts.reviews.reading import read_reviews
    from handouts.reviews.signing import Signed, Signing, sign
    from handouts.reviews.standing import Part, SignOff
    from handouts.reviews.subjects import message_subjects, outline_of, word_subjects
    from handouts.reviews.waiving import (
        NEVER_WAIVED,
        Waiving,
        void_waivers,
        waive,
        waived,
        why_never,
    )
    from handouts.reviews.writing import reviews_text
else:
    __getattr__ = on_demand(
        __name__,
        approval="Approval Signer approval_of",
        gate="release_findings",
        model="MACHINE METHODS REVIEWED TRANSLATED Outline Person ReadReviews Reviews Signature "
        "Subject Waiver",
        reading="read_reviews",
        signing="Signed Signing sign",
        standing="Part SignOff",
        subjects="message_subjects outline_of word_subjects",
        waiving="NEVER_WAIVED Waiving void_waivers waive waived why_never",
        writing="reviews_text",
    )

__all__ = [
    "MACHINE",
    "METHODS",
    "NEVER_WAIVED",
    "REVIEWED",
    "TRANSLATED",
    "Approval",
    "Outline",
    "Part",
    "Person",
    "ReadReviews",
    "Reviews",
    "SignOff",
    "Signature",
    "Signed",
    "Signer",
    "Signing",
    "Subject",
    "Waiver",
    "Waiving",
    "approval_of",
    "message_subjects",
    "outline_of",
    "read_reviews",
    "release_findings",
    "reviews_text",
    "sign",
    "void_waivers",
    "waive",
    "waived",
    "why_never",
    "word_subjects",
]
