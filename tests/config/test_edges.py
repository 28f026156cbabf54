"""Keys in quotes, names that are nearly right, and texts that are no configuration: always one clear refusal."""

import time

import pytest

from magnetosonic.config import load_config
from magnetosonic.config.overrides import parse_override
from magnetosonic.errors import InputError
from tests.config.raw import raw_preset

DEEP = "[" * 5000
BAD_TEXTS = {
    "brackets": f"x = {DEEP}",
    "brackets that end": f"x = {'[' * 200}{']' * 200}",
    "a key of 20 000 parts": ".".join("a" * 20_000) + " = 1",
    "a table of 20 000 parts": "[" + ".".join("a" * 20_000) + "]",
    "a key in an inline table": "x = {" + ".".join("a" * 20_000) + " = 1}",
    "20 000 keys": "\n".join(f"a.k{i}.b = 1" for i in range(20_000)),
    "400 digits": f"[modulation]\npotential = {'9' * 400}",
    "5000 digits": f"[modulation]\npotential = {'9' * 5000}",
    "a long string": f"[modulation]\npotential = '{'9' * 50_000} GV'",
    "no character": "x = '\0'",
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_texts_that_are_no_configuration(name, tmp_path):
    path = tmp_path / "c.toml"
    path.write_text(BAD_TEXTS[name], encoding="utf-8")
    start = time.thread_time()
    with pytest.raises(InputError) as refused:
        load_config(path)
    assert time.thread_time() - start < 2.0
    assert len(str(refused.value)) <= 2000


@pytest.mark.parametrize("source", ["a" * 5000, "a\0b", None, 3, "x" * 100 + "/" + "y" * 300, b"converged", {1: 2}])
def test_sources_that_are_none(source):
    with pytest.raises(InputError) as refused:
        load_config(source)
    assert len(str(refused.value)) <= 2000


@pytest.mark.parametrize(
    "override",
    [
        *(f"zones.halo.alfven_mach={text}" for text in BAD_TEXTS.values()),
        *(f"{text}=1" for text in BAD_TEXTS.values()),
        *(f"zones.halo.{key}={'9' * digits}" for key in ("alfven_mach", "half_height") for digits in (400, 5000)),
        f"galaxy.grid.radial_cells={'9' * 400}",
        "diffusion.table.halo=a\0b.csv",
    ],
)
def test_overrides_that_are_none(override):
    with pytest.raises(InputError) as refused:
        load_config("dragon2-base", [override])
    assert len(str(refused.value)) <= 2000


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('network.spallation_factors."C12->B11"=2', ["network", "spallation_factors", "C12->B11"]),
        ("network.spallation_factors.'C12->B11' = 2", ["network", "spallation_factors", "C12->B11"]),
        ("network.spallation_factors.C12->B11=2", ["network", "spallation_factors", "C12->B11"]),
        (r'a."b.c=\"d\"" . e=2', ["a", 'b.c="d"', "e"]),
    ],
)
def test_keys_in_quotes(text, keys):
    assert parse_override(text) == (keys, 2)


def test_a_factor_as_the_documentation_writes_it():
    config = load_config("dragon2-base", ['network.spallation_factors."C12->B11"=2'])
    assert config.network.spallation_factors == {"C12->B11": 2.0}
    assert load_config("dragon2-base", "modulation.potential=0.7 GV").modulation.potential == 0.7


@pytest.mark.parametrize("text", ["a=", "=1", ".a=1", "a.=1", "a..b=1", 'a."b=1', "a'b'=1", '"a"b=1', "z"])
def test_keys_that_are_none(text):
    with pytest.raises(InputError, match=r"key\.sub=value"):
        parse_override(text)


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("zones.Halo.alfven_mach=0.7", "did you mean 'halo'"),
        ("zones.hallo.alfven_mach=0.7", "did you mean 'halo'"),
        ("injection.nuclides.Zz1.abundance=1", "an element symbol from H to Ni"),
        ("zones.halo.alfven_mach=0,7", "decimals take a point, not a comma"),
        ("zones.halo.half_height=4,5 kpc", "decimals take a point, not a comma"),
        ("zones.disk.viscous_scale=1", "above 1"),
    ],
)
def test_what_was_meant_is_said(override, words):
    with pytest.raises(InputError, match=words):
        load_config("converged", [override])


def test_what_was_meant_is_said_once_and_of_tables():
    with pytest.raises(InputError) as caught:
        load_config("converged", ["resolution.levels=3"])
    assert caught.value.allowed.count("did you mean") == 1
    with pytest.raises(InputError, match=r"source_ring\.width = None") as caught:  # not that sources was meant
        load_config("converged", ["galaxy.sources=ring", "galaxy.source_ring.radius=4 kpc"])
    assert "did you mean" not in caught.value.allowed


def test_a_new_zone_is_still_allowed():
    added = ["zones.hallow.half_height=2 kpc"]
    assert "hallow" in load_config("dragon2-base", added).zones


@pytest.mark.parametrize("overrides", [None, 3, [1], {1: 2}])
def test_overrides_of_another_type(overrides):
    with pytest.raises(InputError, match="overrides"):
        load_config("converged", overrides)


def test_overrides_by_address():
    changes = {"zones.halo.alfven_mach": 0.7, "injection.nuclides.H1.slopes[1]": 2.5}
    config = load_config("converged", changes)
    assert config == load_config("converged", [f"{address}={value}" for address, value in changes.items()])
    assert config.zones["halo"].alfven_mach == 0.7
    with pytest.raises(InputError, match="a = 1 is not allowed"):
        load_config("converged", {"a": 1})
    for key in ("", "zones..halo"):
        with pytest.raises(InputError, match="address"):
            load_config("converged", {key: 1})


def test_elements_of_lists():
    raw = raw_preset("converged")
    slopes, before = raw["injection"]["nuclides"]["H1"]["slopes"], raw_preset("converged")
    changed = load_config(raw, ["injection.nuclides.H1.slopes[0]=2.5", "injection.nuclides.H1.breaks[1]=200 GV"])
    assert changed.injection.nuclides["H1"].slopes == (2.5, *slopes[1:])
    assert changed.injection.nuclides["H1"].breaks[1] == 200.0
    assert raw == before  # what is given is not changed
    with pytest.raises(InputError, match="the list has 3 elements"):
        load_config(raw, ["injection.nuclides.H1.slopes[3]=2.5"])
