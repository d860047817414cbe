"""Whether one measure is another one converted: 101 °F and 38.3 °C, 10 lb and 4.5 kg."""

from __future__ import annotations

from collections.abc import Iterable

_FACTORS = {  # to the first unit of each kind: grams, millilitres, millimetres, minutes
    "mass-gram": ("mass", 1.0),
    "mass-milligram": ("mass", 0.001),
    "mass-microgram": ("mass", 0.000001),
    "mass-kilogram": ("mass", 1000.0),
    "mass-pound": ("mass", 453.592),
    "mass-ounce": ("mass", 28.3495),
    "volume-milliliter": ("volume", 1.0),
    "volume-liter": ("volume", 1000.0),
    "volume-teaspoon": ("volume", 5.0),
    "volume-tablespoon": ("volume", 15.0),
    "volume-cup": ("volume", 240.0),
    "length-millimeter": ("length", 1.0),
    "length-centimeter": ("length", 10.0),
    "length-meter": ("length", 1000.0),
    "length-kilometer": ("length", 1_000_000.0),
    "length-inch": ("length", 25.4),
    "length-foot": ("length", 304.8),
    "length-mile": ("length", 1_609_344.0),
    "duration-minute": ("duration", 1.0),
    "duration-hour": ("duration", 60.0),
    "duration-day": ("duration", 1440.0),
    "duration-week": ("duration", 10080.0),
}
_CLOSE = 0.03  # how far a rounded value may be off
_DEGREES = 0.6


def converted(one: str, others: Iterable[str]) -> bool:
    """Whether a measure (`101 temperature-fahrenheit`) says one of others in another unit."""
    return any(_same(one, other) for other in others)


def _same(one: str, other: str) -> bool:
    (amount, unit), (said, said_unit) = one.split(), other.split()
    try:
        value, said_value = float(amount), float(said)
    except ValueError:  # a fraction as it is written, 1/2
        return False
    if unit == said_unit:
        return False
    if unit.startswith("temperature") and said_unit.startswith("temperature"):
        return abs(_celsius(value, unit) - _celsius(said_value, said_unit)) <= _DEGREES
    kind, factor = _FACTORS.get(unit, ("", 0.0))
    said_kind, said_factor = _FACTORS.get(said_unit, ("", 0.0))
    if not kind or kind != said_kind:
        return False
    return abs(value * factor - said_value * said_factor) <= _CLOSE * value * factor


def _celsius(value: float, unit: str) -> float:
    return (value - 32) / 1.8 if unit.endswith("fahrenheit") else value
