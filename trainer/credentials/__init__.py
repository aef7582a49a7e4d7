"""The credential: the certificate as an Open Badge that wallets, browsers and other people's programs can verify."""

from trainer.credentials.badge import badge_svg, plain_png
from trainer.credentials.baking import NotBaked, bake_png, bake_svg, unbake
from trainer.credentials.checking import Finding, UnreadableCredential, check, check_status, read
from trainer.credentials.did import did_document, did_of, method_of, multikey
from trainer.credentials.facts import CredentialFacts, UnfitFact, refuse_unfit
from trainer.credentials.graphs import NotAGraph
from trainer.credentials.linkedin import add_to_profile
from trainer.credentials.openbadge import narrative, open_badge
from trainer.credentials.proofs import secure
from trainer.credentials.status import ENTRIES, Purpose, UnreadableList, bits_of, is_set, status_list

__all__ = [
    "ENTRIES",
    "CredentialFacts",
    "Finding",
    "NotAGraph",
    "NotBaked",
    "Purpose",
    "UnfitFact",
    "UnreadableCredential",
    "UnreadableList",
    "add_to_profile",
    "badge_svg",
    "bake_png",
    "bake_svg",
    "bits_of",
    "check",
    "check_status",
    "did_document",
    "did_of",
    "is_set",
    "method_of",
    "multikey",
    "narrative",
    "open_badge",
    "plain_png",
    "read",
    "refuse_unfit",
    "secure",
    "status_list",
    "unbake",
]
