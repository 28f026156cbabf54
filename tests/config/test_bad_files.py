"""Bad overrides, configuration files and tables of D."""

import pytest

from magnetosonic.config import load_config
from magnetosonic.errors import InputError
from tests.config.raw import changed, raw_preset


@pytest.fixture(scope="module")
def preset():
    return raw_preset("fornieri2021")


@pytest.mark.parametrize(
    ("override", "field", "value", "allowed"),
    [
        ("transport.losses", "overrides", "transport.losses", "of the form key.sub=value"),
        ("=0.5", "overrides", "'=0.5'", "of the form key.sub=value"),
        ("zones..alfven_mach=0.5", "overrides", "zones..alfven_mach", "of the form key.sub=value"),
        ("transport.losses=", "overrides", "'transport.losses='", "of the form key.sub=value"),
        ("transport.losses=true\ngalaxy.radius=1", "overrides", "galaxy.radius=1", "a single setting"),
        ("scattering.modes=[fast]", "scattering.modes", "'[fast]'", "valid TOML"),
        ("galaxy.radius.value=30", "galaxy.radius.value", "30", "galaxy.radius is not a table"),
        ("galaxy.radus=30 kpc", "galaxy.radus", "'30 kpc'", "(did you mean 'radius'?)"),
        ("zones.hal.alfven_mach=0.5", "zones.hal.half_height", "None", "given"),
        ("zones.halo.alfven_mach=fast", "zones.halo.alfven_mach", "'fast'", "between 0.05 and 3"),
        ("zones.halo.alfven_mach=nan", "zones.halo.alfven_mach", "nan", "between 0.05 and 3"),
    ],
)
def test_override_refused(override, field, value, allowed):
    with pytest.raises(InputError) as refused:
        load_config("fornieri2021", [override])
    message = str(refused.value)
    assert message.startswith(field)
    assert value.replace("\n", r"\n") in message
    assert allowed in message


@pytest.mark.parametrize(
    ("name", "content", "allowed"),
    [
        ("fornieri2020", None, "(did you mean 'fornieri2021'?)"),
        ("absent.toml", None, "a preset (converged, dragon2-base, fornieri2021) or the path of a TOML file"),
        ("broken.toml", b"[zones.halo\nhalf_height = 4", "a valid TOML file (Expected ']'"),
        ("twice.toml", b"[galaxy]\n[galaxy]", "a valid TOML file (Cannot declare"),
        ("binary.toml", b"\xff\xfe\x00", "a valid TOML file"),
        ("empty.toml", b"", "given"),
    ],
)
def test_source_refused(tmp_path, monkeypatch, name, content, allowed):
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as refused:
        load_config(name)
    message = str(refused.value)
    assert name in message or name == "empty.toml"
    assert allowed in message


@pytest.mark.parametrize(
    ("content", "value", "allowed"),
    [
        (None, "halo.csv", "a CSV file that exists"),
        ("rigidity,D\n1,1e28\n2,2e28\n", "halo.csv", "with the columns rigidity_GV, D_cm2_s"),
        ("", "halo.csv", "with the columns rigidity_GV, D_cm2_s"),
        ("rigidity_GV,D_cm2_s\n1,1e28\n", "halo.csv", "at least two rows; it has 1"),
        ("rigidity_GV,D_cm2_s\n1,1e28\n2,-2e28\n", "line 3, D_cm2_s = -2e28", "positive finite numbers"),
        ("rigidity_GV,D_cm2_s\n1,1e28\n2,nan\n", "line 3, D_cm2_s = nan", "positive finite numbers"),
        (
            "rigidity_GV,D_cm2_s\n1,1e28\n2\n",
            "line 3, D_cm2_s = (missing)",
            "as many cells in every line as columns, 2",
        ),
        ("rigidity_GV,D_cm2_s\n0,1e28\n2,2e28\n", "line 2, rigidity_GV = 0", "positive finite numbers"),
        ("rigidity_GV,D_cm2_s\n1,1e28\n3,1e28\n2,2e28\n", "rigidity_GV = 2", "increasing rigidities"),
        ("rigidity_GV,D_cm2_s\n1,1e28\n1,2e28\n", "rigidity_GV = 1", "increasing rigidities"),
        ("rigidity_GV,D_cm2_s\n1,4e24\n10,1e25\n", "line 2, D_cm2_s = 4e24", "not in m^2/s or kpc^2/Myr"),
        ("rigidity_GV,D_cm2_s\n1,0.13\n10,0.4\n", "line 2, D_cm2_s = 0.13", "not in m^2/s or kpc^2/Myr"),
        ("rigidity_GV,D_cm2_s\n1,1e28\n2,3e28\n3,1e28\n4,3e28\n5,1e28\n", "line 3: 2,3e28", "does not turn"),
        ("rigidity_GV,D_cm2_s\n1,1e28\n2,3e28\n3,3e32\n4,3e32\n", "line 4: 3,3e32", "steps of less"),
        ("rigidity_GV,D_cm2_s,D_cm2_s\n1,1e28,1\n2,1e28,1\n", "D_cm2_s twice", "different names"),
        ("rigidity_GV,D_cm2_s\n1,5,1e28\n", "line 2: 1,5,1e28", "decimals take a point"),
        ("rigidity_GV;D_cm2_s\n1,5;1e28\n", "line 2: 1,5;1e28", "decimals take a point"),
        ("rigidity_GV;D_cm2_s\n1;1e28\n", "halo.csv", "not semicolons"),
        ('rigidity_GV,D_cm2_s\n"1,5",1e28\n', "rigidity_GV = 1,5", "decimals take a point"),
    ],
)
def test_diffusion_table_refused(tmp_path, preset, content, value, allowed):
    path = tmp_path / "halo.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputError) as refused:
        load_config(changed(preset, {"diffusion.table": {"halo": str(path)}}))
    message = str(refused.value)
    assert message.startswith("diffusion.table.halo = ")
    assert value in message
    assert allowed in message


def test_diffusion_table_of_no_zone_is_refused(tmp_path, preset):
    path = tmp_path / "d.csv"
    path.write_text("rigidity_GV,D_cm2_s\n1,1e28\n2,2e28\n")
    with pytest.raises(InputError, match="for one of the zones disk, halo"):
        load_config(changed(preset, {"diffusion.table": {"bulge": str(path)}}))
