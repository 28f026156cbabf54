"""Output that is complete or absent."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from magnetosonic.errors import InputError, MagnetosonicError
from magnetosonic.outputs.files import MANIFEST, output_file, result_folder


def write_half(output, failure):
    with output as partial:
        (partial / "summary.txt" if partial.is_dir() else partial).write_text("half")
        raise failure


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_folder_appears_when_complete(tmp_path):
    target = tmp_path / "new" / "result"
    with result_folder(target) as folder:
        (folder / "summary.txt").write_text("done")
        assert not target.exists()
        assert folder.name.startswith("result.partial-")
    assert names(tmp_path) == ["new"]
    assert names(target.parent) == ["result"]
    assert (target / "summary.txt").read_text() == "done"


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError, SystemExit])
def test_folder_leaves_nothing_behind_on_failure(tmp_path, failure):
    with pytest.raises(failure):
        write_half(result_folder(tmp_path / "new" / "result"), failure)
    assert names(tmp_path) == []


def test_folder_is_overwritten_only_when_complete(tmp_path):
    target = tmp_path / "result"
    with result_folder(target) as folder:
        (folder / "summary.txt").write_text("old")
        (folder / "diffusion.csv").write_text("old")
    with pytest.raises(InputError, match="does not exist yet"), result_folder(target):
        pass
    with pytest.raises(KeyboardInterrupt):
        write_half(result_folder(target, overwrite=True), KeyboardInterrupt)
    assert (target / "summary.txt").read_text() == "old"
    with result_folder(target, overwrite=True) as folder:
        (folder / "summary.txt").write_text("new")
    assert names(tmp_path) == ["result"]
    assert names(target) == [MANIFEST, "summary.txt"]
    assert (target / "summary.txt").read_text() == "new"


def test_folder_with_other_files_is_never_overwritten(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match=r"thesis\.tex"), result_folder(tmp_path, overwrite=True):
        pass
    assert names(tmp_path) == ["thesis.tex"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_folder_refuses_files(tmp_path, overwrite):
    file = tmp_path / "file"
    file.write_text("text")
    with pytest.raises(InputError, match="not an existing file"), result_folder(file, overwrite):
        pass
    with pytest.raises(InputError, match="can be written"), result_folder(file / "below" / "result", overwrite):
        pass
    assert file.read_text() == "text"
    assert names(tmp_path) == ["file"]


def test_file_appears_when_complete(tmp_path):
    target = tmp_path / "table.csv"
    with output_file(target) as partial:
        partial.write_text("one")
        assert not target.exists()
    assert target.read_text() == "one"
    with pytest.raises(InputError, match="overwrite=True"), output_file(target):
        pass
    with pytest.raises(KeyboardInterrupt):
        write_half(output_file(target, overwrite=True), KeyboardInterrupt)
    assert target.read_text() == "one"
    with output_file(target, overwrite=True) as partial:
        partial.write_text("two")
    assert target.read_text() == "two"
    assert names(tmp_path) == ["table.csv"]


def test_file_refuses_what_cannot_be_written(tmp_path):
    with pytest.raises(InputError, match="existing folder"), output_file(tmp_path, overwrite=True):
        pass
    with pytest.raises(InputError, match="can be written"), output_file(tmp_path / "missing" / "table.csv"):
        pass
    assert names(tmp_path) == []


def make_result(target, **texts):
    with result_folder(target, overwrite=target.exists()) as folder:
        (folder / "figures").mkdir()
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text)
            (folder / "figures" / f"{name}.png").write_text(text)


OWN = ["summary.txt", "notes.txt", "figures/mythesis.png"]


@pytest.mark.parametrize("own", OWN)
def test_a_folder_of_the_user_is_never_overwritten(tmp_path, own):
    """Names such as those of results do not make a result of it."""
    file = tmp_path / own
    file.parent.mkdir(exist_ok=True)
    file.write_text("years of work")
    with pytest.raises(InputError, match=f"holds {own}"), result_folder(tmp_path, overwrite=True):
        pass
    assert file.read_text() == "years of work"


@pytest.mark.parametrize("own", OWN)
def test_files_of_the_user_that_appear_during_a_run_stay(tmp_path, own):
    """Where they are in the way, the complete result takes another name."""
    target = tmp_path / "result"
    make_result(target, first="1")

    def run():
        with result_folder(target, overwrite=True) as folder:
            (folder / "summary.txt").write_text("new")
            (target / own).write_text("years of work")

    if own == "summary.txt":
        with pytest.raises(MagnetosonicError, match=r"summary\.txt appeared.*result-2"):
            run()
        assert (tmp_path / "result-2" / "summary.txt").read_text() == "new"
        assert (target / "first.txt").read_text() == "1"
    else:
        run()
        assert (target / "summary.txt").read_text() == "new"
        assert not (target / "first.txt").exists()
    assert (target / own).read_text() == "years of work"


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_that_appears_during_a_run_stays(tmp_path, overwrite):
    target = tmp_path / "result"

    def run():
        with result_folder(target, overwrite) as folder:
            (folder / "summary.txt").write_text("new")
            target.mkdir()
            (target / "summary.txt").write_text("somebody else's")

    with pytest.raises(MagnetosonicError, match="result-2"):
        run()
    assert (target / "summary.txt").read_text() == "somebody else's"
    assert (tmp_path / "result-2" / "summary.txt").read_text() == "new"
    assert names(tmp_path) == ["result", "result-2"]


def test_only_files_of_the_earlier_result_give_way(tmp_path):
    target = tmp_path / "result"
    make_result(target, first="1", second="1")
    make_result(target, second="2", third="2")
    assert names(target) == ["figures", MANIFEST, "second.txt", "third.txt"]
    assert names(target / "figures") == ["second.png", "third.png"]
    assert (target / "second.txt").read_text() == "2"
    assert names(tmp_path) == ["result"]


def test_a_list_that_points_outside_removes_nothing(tmp_path):
    target, outside = tmp_path / "result", tmp_path / "thesis.tex"
    outside.write_text("years of work")
    make_result(target, first="1")
    with (target / MANIFEST).open("a") as file:
        file.write(f"../thesis.tex\n{outside}\n")
    make_result(target, first="2")
    assert outside.read_text() == "years of work"
    assert (target / "first.txt").read_text() == "2"


@pytest.mark.parametrize("make", [result_folder, output_file])
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_second_run_into_the_same_output_is_refused_at_once(tmp_path, make, overwrite):
    target = tmp_path / "result"
    with make(target, overwrite) as partial:
        with pytest.raises(InputError, match="no other run"), make(target, overwrite):
            pass
        assert partial.exists()
    assert names(tmp_path) == ["result"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal that kills")
@pytest.mark.parametrize("make", ["result_folder", "output_file"])
def test_what_a_killed_run_left_is_named_and_removed(tmp_path, make):
    target, mine = tmp_path / "result", tmp_path / "result.partial-notes"
    mine.write_text("years of work")
    text = f"import sys, time\nfrom pathlib import Path\nfrom magnetosonic.outputs.files import {make} as make\n"
    text += f"with make(Path({str(target)!r})):\n    print(1, flush=True)\n    time.sleep(60)\n"
    process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"1\n"
    process.kill()
    process.wait()
    process.stdout.close()
    (left,) = (name for name in names(tmp_path) if name not in (mine.name, "result.partial-lock"))
    said = []
    with {"result_folder": result_folder, "output_file": output_file}[make](target, notice=said.append):
        pass
    assert said == [f"removed {left}, which a run that was killed had left"]
    assert names(tmp_path) == ["result", mine.name]
    assert mine.read_text() == "years of work"


@pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes")
def test_only_regular_files_are_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/null"), Path("/dev/full")):
        with pytest.raises(InputError, match="regular file"), output_file(path, overwrite=True):
            pass
    assert pipe.is_fifo()


@pytest.mark.parametrize("appears", [Path.mkdir, Path.touch])
def test_a_file_that_appears_in_the_meantime_stays(tmp_path, appears):
    def run():
        with output_file(tmp_path / "table.csv") as partial:
            partial.write_text("1")
            appears(tmp_path / "table.csv")

    with pytest.raises(MagnetosonicError, match=r"table-2\.csv"):
        run()
    assert names(tmp_path) == ["table-2.csv", "table.csv"]
    assert (tmp_path / "table-2.csv").read_text() == "1"


@pytest.mark.skipif(sys.platform == "win32", reason="has no such modes")
def test_others_may_never_write(tmp_path):
    before = os.umask(0)
    try:
        make_result(tmp_path / "new" / "result", first="1")
        with output_file(tmp_path / "table.csv") as partial:
            partial.write_text("1")
    finally:
        os.umask(before)
    entries = list(tmp_path.rglob("*"))
    assert len(entries) == 7
    for entry in entries:
        assert entry.stat().st_mode & 0o777 == (0o755 if entry.is_dir() else 0o644)


def test_a_failed_exchange_leaves_the_earlier_result(tmp_path, monkeypatch):
    target = tmp_path / "result"
    make_result(target, first="1", second="1")
    rename, calls = os.rename, []

    def failing(source, destination):
        calls.append(destination)
        if len(calls) == 7:
            raise KeyboardInterrupt
        rename(source, destination)

    monkeypatch.setattr("magnetosonic.outputs.files.os.rename", failing)
    with pytest.raises(KeyboardInterrupt):
        make_result(target, first="2", second="2")
    assert [(target / f"{name}.txt").read_text() for name in ("first", "second")] == ["1", "1"]
    assert names(tmp_path) == ["result"]


@pytest.mark.parametrize("name", ["a\0b", "a" * 5000])
@pytest.mark.parametrize("make", [result_folder, output_file])
def test_names_that_no_file_can_have_are_refused(tmp_path, make, name):
    with pytest.raises(InputError), make(tmp_path / name):
        pass
    assert names(tmp_path) == []
