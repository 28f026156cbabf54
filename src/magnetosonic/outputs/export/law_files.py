"""Files of parameters for programs that take a law and no table: one for every zone that the law can represent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from jaxtyping import Float
from numpy import ndarray

from magnetosonic.errors import InputError
from magnetosonic.outputs.export.exported_zones import ExportedZone
from magnetosonic.outputs.export.material import Material
from magnetosonic.outputs.export.power_laws import LARGEST_DEVIATION, NOTEWORTHY_DEVIATION


class _Law(Protocol):
    @property
    def deviation(self) -> float: ...


LawType = TypeVar("LawType", bound=_Law)


@dataclass(frozen=True)
class LawFiles(Generic[LawType]):
    """The format of a program that takes a law: called with what to export and a folder, it writes a file a zone.

    Attributes:
        program: name of the program.
        fit: makes the law, of rigidity [GV] and D at v = c [cm^2/s].
        name: of the file of a zone, with ``{zone}`` in the place of its name.
        lines: text of the file below its header.
    """

    program: str
    fit: Callable[[Float[ndarray, "rigidity"], Float[ndarray, "rigidity"]], LawType]
    name: str
    lines: Callable[[ExportedZone, LawType], str]

    def __call__(self, material: Material, folder: Path) -> list[str]:
        """Fit a law to D of every zone and write a file where it is close enough.

        Args:
            material: what to export.
            folder: where to.

        Returns:
            Deviations of the laws, and the zones that are left out with the reason, in lines.

        Raises:
            InputError: if no law is within :data:`magnetosonic.outputs.export.power_laws.LARGEST_DEVIATION`.
        """
        notes, refused = [], []
        for zone in material.zones:
            law, file = self.fit(*zone.fitted), self.name.format(zone=zone.file_name)
            if law.deviation > LARGEST_DEVIATION:
                refused.append(zone.name)
                notes.append(f"{zone.name}: not written, as the best law is off by {law.deviation:.0%}")
                continue
            text = material.comments(*_header(zone, law.deviation)) + self.lines(zone, law)
            (folder / file).write_text(text, encoding="utf-8")
            notes.append(f"{file}: a law that is off by at most {law.deviation:.2%}")
        if len(refused) == len(material.zones):
            allowed = (
                f"within {LARGEST_DEVIATION:.0%} of a law that {self.program} can represent ({'; '.join(notes)}); a "
                "smaller range of transport.energy_min and transport.energy_max may help"
            )
            raise InputError("diffusion coefficient", "of all zones", allowed)
        if len(material.zones) > 1:
            notes.append(f"{self.program} has one D in its whole Galaxy: each file is that of one zone alone")
        return notes


def _header(zone: ExportedZone, deviation: float) -> list[str]:
    low, high = zone.fitted[0][[0, -1]]
    comments = [
        f"diffusion coefficient of zone {zone.name} from {low:.3g} to {high:.3g} GV",
        f"largest deviation of the law: {deviation:.2%}",
    ]
    if deviation > NOTEWORTHY_DEVIATION:
        comments.append("WARNING: this is a coarse approximation")
    return comments
