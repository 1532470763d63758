"""The table of units against pint, which was written by others; and the spellings of a unit."""

from fractions import Fraction

import pytest

from cads_ray.judge.match import match
from cads_ray.judge.rules.unit_table import NAMES, PREFIX_NAMES, SYMBOLS
from cads_ray.judge.rules.units import read_unit

pint = pytest.importorskip("pint")

# Ours against the name pint gives the same unit; where pint has another default (calendar year, US gallon) ours is said.
PINT = {
    "m": "meter", "in": "inch", "ft": "foot", "yd": "yard", "mi": "mile", "nmi": "nautical_mile", "ly": "light_year",
    "au": "astronomical_unit", "pc": "parsec", "Å": "angstrom", "mil": "thou", "g": "gram", "t": "metric_ton", "ton": "US_ton",
    "lb": "pound", "oz": "ounce", "st": "stone", "slug": "slug", "carat": "carat", "s": "second", "min": "minute", "h": "hour",
    "d": "day", "wk": "week", "yr": "julian_year", "A": "ampere", "K": "kelvin", "mol": "mole", "cd": "candela",
    "°": "degree", "arcmin": "arcminute", "arcsec": "arcsecond", "N": "newton", "dyn": "dyne", "lbf": "force_pound",
    "kgf": "kilogram_force", "Pa": "pascal", "bar": "bar", "atm": "atmosphere", "Torr": "torr", "psi": "psi", "inHg": "inch_Hg",
    "J": "joule", "erg": "erg", "cal": "calorie", "eV": "electron_volt", "Wh": "watt_hour", "BTU": "Btu", "therm": "US_therm",
    "W": "watt", "hp": "horsepower", "C": "coulomb", "Ah": "ampere_hour", "V": "volt", "F": "farad", "Ω": "ohm",
    "S": "siemens", "Wb": "weber", "T": "tesla", "H": "henry", "lm": "lumen", "lx": "lux", "Bq": "becquerel",
    "Ci": "curie", "Gy": "gray", "Sv": "sievert", "kat": "katal", "L": "liter", "gal": "gallon", "qt": "quart", "pt": "pint",
    "cup": "cup", "floz": "fluid_ounce", "tbsp": "tablespoon", "tsp": "teaspoon", "M": "molar", "ha": "hectare", "ac": "acre",
    "mph": "mile_per_hour", "kph": "kilometer_per_hour", "kn": "knot", "D": "1/meter", "u": "dalton", "fathom": "fathom",
    "furlong": "furlong",
}  # fmt: skip
LOOSE = {"ac": 1e-5, "fathom": 1e-5, "furlong": 1e-5, "inHg": 1e-5, "u": 1e-8, "therm": 1e-3, "BTU": 1e-5, "hp": 1e-8}
BASES = {"m": "m", "kg": "kg", "s": "s", "A": "A", "K": "K", "mol": "mol", "cd": "cd", "rad": "rad"}


@pytest.fixture(scope="module")
def registry():
    return pint.UnitRegistry(cache_folder=None)


def in_base_units(registry, unit) -> tuple[float, dict]:
    base = registry.Quantity(1.0, "dimensionless")
    for name, power in unit.dims:
        base *= registry.Quantity(1.0, BASES[name]) ** power
    return float(unit.factor) * 3.141592653589793**unit.pi, base


@pytest.mark.parametrize("symbol", PINT)
def test_sizes_and_dimensions_are_those_of_pint(symbol, registry):
    unit = read_unit(symbol)
    factor, base = in_base_units(registry, unit)
    theirs = registry.Quantity(1.0, PINT[symbol]).to(base.units)
    assert factor == pytest.approx(theirs.magnitude, rel=LOOSE.get(symbol, 1e-9))


def test_every_unit_is_checked_or_left_out_for_a_reason():
    reasons = {
        "information": {"bit", "bits", "B"}, "turns are dimensions of their own": {"rev", "revs", "rpm", "Hz"},
        "another calendar": {"mo"}, "logarithmic": {"dB"}, "parts": {"ppm", "ppb", "%", "pct", "‰"}, "a kilocalorie": {"Cal"},
        "a millilitre": {"cc"}, "of another system in pint": {"gauss"},
    }  # fmt: skip
    left_out = set().union(*reasons.values())
    entries = SYMBOLS | NAMES
    left_out |= {"hertz", "cycle", "revolution", "turn", "oscillation", "vibration", "month", "decade", "century", "centuries",
                 "decibel", "percent", "permille", "permil", "byte"}  # fmt: skip
    units = {(entry.factor, entry.dims) for symbol, entry in entries.items() if symbol not in left_out}
    checked = {(read_unit(symbol).factor, read_unit(symbol).dims) for symbol in PINT}
    missing = {size for size in units if size not in checked} - {
        (Fraction(1), (("rad", 1),)),
        (Fraction(1), (("rad", 2),)),
    }
    assert not missing


@pytest.mark.parametrize("name", [name for name, entry in NAMES.items() if entry.prefixable])
def test_prefixed_names_are_powers_of_ten(name):
    for prefix, power in PREFIX_NAMES.items():
        assert read_unit(prefix + name).factor == read_unit(name).factor * Fraction(10) ** power


@pytest.mark.parametrize("symbol", [symbol for symbol, entry in SYMBOLS.items() if entry.prefixable])
def test_milli_and_mega_differ(symbol):
    milli, mega = read_unit(f"m{symbol}"), read_unit(f"M{symbol}")
    assert milli is None or mega is None or milli != mega


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("m/s^2", "m s^{-2}"), ("kg m^2/s^2", "kg·m²·s⁻²"), ("N/m^2", "newtons per square meter"), ("ft-lb", "ft lb"),
        ("\\frac{m}{s}", "m/s"), ("J/(kg K)", "J/kg·K"), ("cubic centimeters", "cm3"), ("1/s", "s^{-1}"), ("m/s/s", "m/s^2"),
        ("degrees Celsius", "°C"), ("deg C", "℃"), ("litres", "L"), ("kilograms", "Kg"), ("µm", "micrometers"),
        ("sq ft", "square feet"), ("mm Hg", "mmHg"), ("light years", "ly"), ("nautical miles", "nmi"), ("kilowatt hours", "kWh"),
        ("Ohms", "Ω"),
    ],
)  # fmt: skip
def test_spellings_of_one_unit(one, other):
    assert match(f"5 {one}", f"5 {other}").equal is True
    assert match(f"5 {one}", f"6 {other}").equal is False


@pytest.mark.parametrize(
    "text", ["", "x", "^2", "/", "m//", "(m", "m)", "5", "m^", "per", "square", "meter is", "left", "m and s"]
)
def test_what_is_no_unit(text):
    assert read_unit(text) is None


@pytest.mark.parametrize(
    "text", ["is", "left", "and more", "radians per", "degrees", "hundred", "x", "upwards", "of them"]
)
def test_words_that_count_nothing(text):
    unit = read_unit(text, nouns=True)
    assert unit is None or not unit.noun
