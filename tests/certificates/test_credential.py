"""What a credential calls its holder: by a name of its own, which leads to nothing else."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.certificates.service.credential import subject_of

pytestmark = pytest.mark.pure
salts = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(salts, salts)
def test_each_credential_has_a_subject_of_its_own(salt: str, other: str) -> None:
    subject = subject_of(salt)
    assert subject.startswith("urn:uuid:")
    assert UUID(subject).version == 4
    assert (subject == subject_of(other)) == (salt == other)


@given(salts)
def test_the_subject_gives_nothing_of_the_salt_away(salt: str) -> None:
    assert UUID(subject_of(salt)).hex not in salt
