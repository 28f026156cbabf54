"""Output that is complete or absent."""

import pytest

from magnetosonic.errors import InputError
from magnetosonic.results.files import output_file, result_folder


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
    target.mkdir()
    (target / "summary.txt").write_text("old")
    (target / "diffusion.csv").write_text("old")
    with pytest.raises(InputError, match="does not exist yet"), result_folder(target):
        pass
    with pytest.raises(KeyboardInterrupt):
        write_half(result_folder(target, overwrite=True), KeyboardInterrupt)
    assert (target / "summary.txt").read_text() == "old"
    with result_folder(target, overwrite=True) as folder:
        (folder / "summary.txt").write_text("new")
    assert names(tmp_path) == ["result"]
    assert names(target) == ["summary.txt"]
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
    with pytest.raises(InputError, match="--overwrite"), output_file(target):
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
