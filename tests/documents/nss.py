"""A certificate store of NSS that trusts one root, for pdfsig: `python -m tests.documents.nss FOLDER ROOT.der`."""

from __future__ import annotations

import sys
from ctypes import CDLL, POINTER, Structure, byref, c_char_p, c_int, c_uint, c_void_p
from pathlib import Path

CERTIFICATE_AUTHORITY = 8 | 16 | 128
"""Valid, trusted and client CA (CERTDB_ in NSS's certt.h)."""


class Trust(Structure):
    """CERTCertTrust."""

    _fields_ = [("ssl", c_uint), ("email", c_uint), ("signing", c_uint)]


def store(folder: str, root: bytes) -> None:
    """Make the store; any failure is an AssertionError."""
    nss = CDLL("libnss3.so")
    decode = CDLL("libsmime3.so").CERT_DecodeCertFromPackage
    decode.restype = c_void_p
    decode.argtypes = [c_char_p, c_int]
    nss.PK11_GetInternalKeySlot.restype = c_void_p
    nss.PK11_InitPin.argtypes = [c_void_p, c_char_p, c_char_p]
    nss.PK11_ImportCert.argtypes = [c_void_p, c_void_p, c_uint, c_char_p, c_int]
    nss.CERT_GetDefaultCertDB.restype = c_void_p
    nss.CERT_ChangeCertTrust.argtypes = [c_void_p, c_void_p, POINTER(Trust)]
    assert nss.NSS_InitReadWrite(f"sql:{folder}".encode()) == 0
    slot = nss.PK11_GetInternalKeySlot()
    nss.PK11_InitPin(slot, None, b"")
    certificate = decode(root, len(root))
    assert certificate
    assert nss.PK11_ImportCert(slot, certificate, 0, b"root", 0) == 0
    trust = Trust(*(CERTIFICATE_AUTHORITY,) * 3)
    assert nss.CERT_ChangeCertTrust(nss.CERT_GetDefaultCertDB(), certificate, byref(trust)) == 0


if __name__ == "__main__":
    store(sys.argv[1], Path(sys.argv[2]).read_bytes())
