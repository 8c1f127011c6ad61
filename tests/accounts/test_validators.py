import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from vef.accounts.models import User
from vef.accounts.validators import ContextWordValidator
from vef.common.models import HostBody

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        "DyfedPowys2026",
        "dyfed-powys-police",
        "V1ct1m2026!!",
        "Heddlu12345!",
        "dioddefwr-2026",
        "Engagement99",
        "3ng4g3m3nt-opcc",
    ],
)
def test_words_of_this_work_make_no_password(password):
    with pytest.raises(ValidationError):
        ContextWordValidator().validate(password)


@pytest.mark.parametrize(
    "password", ["crochan-lleuad-9-sgarff", "police-biscuit-umbrella-tango", "xq7kLw0zTr2v"]
)
def test_long_passphrases_are_welcome_even_with_such_a_word(password):
    ContextWordValidator().validate(password)


def test_the_host_bodys_own_name_counts_too():
    HostBody.objects.create(
        name_en="Northmoor Office",
        name_cy="Swyddfa Northmoor",
        short_name_en="Northmoor",
        short_name_cy="Northmoor",
        commissioner_title_en="C",
        commissioner_title_cy="C",
        neutral_name_en="Team",
        neutral_name_cy="Tîm",
        contact_name="A",
        contact_email="a@example.org",
        contact_phone="0",
    )
    with pytest.raises(ValidationError):
        ContextWordValidator().validate("Northmoor2026")


def test_own_name_and_address_make_no_password():
    user = User(name="Gwenllian Prysor", email="gwenllian.prysor@example.org")
    with pytest.raises(ValidationError):
        validate_password("gwenllianprysor", user)


@pytest.mark.parametrize("password", ["short-one", "password1234", "qwerty123456"])
def test_short_and_common_ones_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_very_long_one_is_accepted():
    validate_password("lleuad " * 20)
