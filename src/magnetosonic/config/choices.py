"""Sections in which one key chooses a model, and other keys of the same table are the parameters of that model.

What may be chosen is read from the registries of the models (:mod:`magnetosonic.choices`) whenever a configuration is
checked, so that a model that is added to a registry needs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    create_model,
    model_serializer,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from magnetosonic.choices import Choice, File, Parameter, Profile, Setting, Table, Word
from magnetosonic.config.fields import Quantity, RealNumber, Section
from magnetosonic.config.refusal import input_error
from magnetosonic.errors import InputError


@dataclass(frozen=True)
class ProfileRule(RealNumber):
    """A number, two in a list, or a name.

    Attributes:
        names: that are accepted.
        edge: the radius that parts two numbers, in words.
    """

    names: tuple[str, ...] = ()
    edge: str = ""

    @property
    def accepted(self) -> str:
        """All forms that are accepted, in words; :attr:`allowed` is that of a number."""
        return f"a number, a list of two numbers, or one of {', '.join(map(repr, self.names))}"

    def accept(self, value: object) -> object:
        """Check ``value`` and return it with numbers as floats; raises InputError otherwise."""
        if value is None or value in self.names:
            return value
        if isinstance(value, str):
            raise InputError("", value, self.accepted)
        if not isinstance(value, list | tuple):
            return self.validate(value)
        if len(value) != 2:
            raise InputError("", value, f"a list of two numbers, for radii below and above {self.edge}")
        return tuple(self.validate(number) for number in value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic's hook: the check alone."""
        return core_schema.no_info_plain_validator_function(self.accept)


class Chosen(Section):
    """A model that a configuration chooses, with the parameters that it gives."""

    model_config = ConfigDict(use_attribute_docstrings=False)
    CHOICE: ClassVar[Choice[Any]]

    @property
    def tag(self) -> str:
        """Name of the model."""
        return self.CHOICE.tag

    @property
    def given(self) -> dict[str, Any]:
        """The parameters that are given, by key; those of a table as a mapping."""
        values = {key: getattr(self, key) for key in type(self).model_fields}
        return {key: _plain(value) for key, value in values.items() if value is not None}

    def build(self) -> Any:
        """The model.

        Returns:
            What the choice makes of the parameters.

        Raises:
            InputError: if a file has become unreadable since the configuration was checked.
        """
        return self.CHOICE.build(**self.given)

    def check(self, *conditions: object) -> None:
        """Refuse parameters that do not fit what else is configured.

        Args:
            conditions: what the choices of this kind depend on.

        Raises:
            InputError: with the key in the table of the configuration.
        """
        if self.CHOICE.check is not None:
            self.CHOICE.check(*conditions, **self.given)


@dataclass(frozen=True)
class Kind:
    """Models of one kind.

    Attributes:
        words: what they are models of.
        choices: the registry.
        default: name of the one that is chosen without a word.
    """

    words: str
    choices: Mapping[str, Choice[Any]]
    default: str

    @property
    def tag_field(self) -> FieldInfo:
        """What the key accepts that chooses."""
        words = f"{self.words}: {'; '.join(dict.fromkeys(choice.words for choice in self.choices.values()))}."
        field = FieldInfo.from_annotation(Literal[tuple(self.choices)])  # type: ignore[arg-type]
        field.default, field.description = self.default, words
        return field

    def parameters(self) -> dict[str, FieldInfo]:
        """Parameters of all choices by key; what several share once."""
        fields: dict[str, FieldInfo] = {}
        for choice in self.choices.values():
            fields = {**section_of(choice).model_fields, **fields}
        return {key: fields[key] for choice in self.choices.values() for key in choice.parameters}

    def chosen(self, name: str, table: Mapping[str, Any]) -> Chosen:
        """The model that a table chooses.

        Args:
            name: full name of the key that chooses.
            table: what is given beside it.

        Returns:
            Its section.

        Raises:
            InputError: no such model, a parameter that it needs is missing, one belongs to another model, or is bad.
        """
        key = name.rpartition(".")[-1]
        tag = table.get(key, self.default)
        if isinstance(tag, Chosen):
            return tag
        if not isinstance(tag, str) or tag not in self.choices:
            raise InputError(key, tag, _listed(self.choices))
        choice = self.choices[tag]
        self._refuse_others(name, choice, table)
        for parameter, what in choice.parameters.items():
            if what.required and table.get(parameter) is None:
                path = ": the path of a CSV file" if isinstance(what, File) else ""
                raise InputError(parameter, None, f"given with {name} = {tag!r}{path}")
        return _validated(choice, {parameter: table.get(parameter) for parameter in choice.parameters})

    def _refuse_others(self, name: str, choice: Choice[Any], table: Mapping[str, Any]) -> None:
        """Refuse parameters of other models than the one that is chosen."""
        for parameter in self.parameters():
            if parameter in choice.parameters or table.get(parameter) is None:
                continue
            owners = [other for other in self.choices.values() if parameter in other.parameters]
            written = _validated(owners[0], {parameter: table[parameter]}).model_dump(mode="json")[parameter]
            allowed = f"left out with {name} = {choice.tag!r}"
            if len(owners) == 1:
                allowed = f"left out, because it belongs to {name} = {owners[0].tag!r} and is absent otherwise"
            raise InputError(parameter, written, allowed)


class SectionWithChoices(Section):
    """A table of the configuration in which some keys choose models, whose parameters stand beside them."""

    TABLE: ClassVar[str]
    """Its name in the configuration."""
    CHOICES: ClassVar[Mapping[str, Kind]]
    """What may be chosen, by the key that chooses."""

    @classmethod
    def known_keys(cls) -> Mapping[str, FieldInfo]:
        """What the table may hold, by key: its own, and the parameters of all choices after the key that chooses."""
        fields: dict[str, FieldInfo] = {}
        for name, field in cls.model_fields.items():
            if name in cls.CHOICES:
                fields |= {name: cls.CHOICES[name].tag_field, **cls.CHOICES[name].parameters()}
            else:
                fields[name] = field
        return fields

    @classmethod
    def arranged(cls, table: dict[str, Any]) -> dict[str, Any]:
        """The table with the section of a model in the place of each choice."""
        own = {key: value for key, value in table.items() if key in cls.model_fields}
        return own | {name: kind.chosen(f"{cls.TABLE}.{name}", table) for name, kind in cls.CHOICES.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what is written: the sections of models are made anew, and have no name to be found by."""
        return type(self).model_validate, (self.model_dump(mode="json", exclude_none=True),)

    @model_serializer(mode="wrap")
    def _flat(self, handler: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        """The table as it is written: names of models, and their parameters beside them."""
        flat: dict[str, Any] = {}
        for key, value in handler(self).items():
            flat |= {key: getattr(self, key).tag, **value} if key in self.CHOICES else {key: value}
        return flat


@cache
def section_of(choice: Choice[Any]) -> type[Chosen]:
    """The section of the parameters of a model, all of which may be left out at first."""
    fields: dict[str, Any] = {}
    for key, parameter in choice.parameters.items():
        fields[key] = (_annotation(parameter) | None, Field(default=None, description=parameter.words))
    section = create_model(f"Chosen[{choice.tag}]", __base__=Chosen, **fields)
    section.CHOICE = choice
    return section


def _annotation(parameter: Parameter) -> Any:
    if isinstance(parameter, Setting):
        return _number(parameter)
    if isinstance(parameter, Profile):
        return Annotated[Any, ProfileRule(parameter.low, parameter.high, False, parameter.names, parameter.edge)]
    if isinstance(parameter, Word):
        return Literal[parameter.allowed]
    if isinstance(parameter, File):
        return Path
    return _table(parameter)


def _table(table: Table) -> type[Section]:
    fields: dict[str, Any] = {}
    for key, setting in table.settings.items():
        number, words = _number(setting), setting.words
        if setting.required:
            fields[key] = (number, Field(description=words))
        else:
            fields[key] = (number | None, Field(default=None, description=words))
    return create_model("Parameters", __base__=_Parameters, **fields)


class _Parameters(Section):
    model_config = ConfigDict(use_attribute_docstrings=False)


def _number(setting: Setting) -> Any:
    if setting.unit:
        low, high = (None if bound is None else str(bound) for bound in (setting.low, setting.high))
        return Annotated[float, Quantity(setting.unit, low, high, setting.example)]
    least, most = (None if bound is None else float(bound) for bound in (setting.low, setting.high))
    return Annotated[float, RealNumber(least, most)]


def _validated(choice: Choice[Any], values: Mapping[str, Any]) -> Chosen:
    try:
        return section_of(choice).model_validate(values)
    except ValidationError as refused:
        raise input_error(refused) from refused


def _plain(value: Any) -> Any:
    return value.model_dump(exclude_none=True) if isinstance(value, Section) else value


def _listed(names: Iterable[str]) -> str:
    *most, last = map(repr, names)
    return f"{', '.join(most)} or {last}" if most else last
