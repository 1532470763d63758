"""Units of measurement: name, exact size in SI base units, dimensions. A table of our own, since it must be exact.

One line a unit: `symbols; names = factor [π] dimensions`. Symbols are case-sensitive, names are not. A `+` before the
symbols or the names says that SI prefixes go before them. Dimensions: m kg s A K mol cd, and rad (angle), cycle, hertz, bit, dB.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

_UNITS = """
+m; +meter metre = 1 m
in inch inches; = 0.0254 m
ft; foot feet = 0.3048 m
yd yds; yard = 0.9144 m
mi; mile = 1609.344 m
nmi; nauticalmile = 1852 m
; furlong = 201.168 m
; fathom = 1.8288 m
ly; lightyear = 9460730472580800 m
au AU; astronomicalunit = 149597870700 m
+pc; +parsec = 30856775814913673 m
Å; angstrom ångström = 1e-10 m
mil; = 0.0000254 m
+g; +gram gramme = 0.001 kg
+t; tonne metricton = 1000 kg
; ton shortton = 907.18474 kg
lb lbs lbm; pound = 0.45359237 kg
oz; ounce = 0.028349523125 kg
st; stone = 6.35029318 kg
slug; = 14.593902937206364829 kg
+u +Da amu; dalton = 1.66053906892e-27 kg
; carat = 0.0002 kg
+s sec secs; +second = 1 s
min mins; minute = 60 s
h hr hrs; hour = 3600 s
d; day = 86400 s
wk wks; week = 604800 s
mo; month = 2629800 s
yr yrs; year annum = 31557600 s
; decade = 315576000 s
; century centuries = 3155760000 s
+A; +ampere amp = 1 A
+K; +kelvin = 1 K
+mol; +mole = 1 mol
+cd; +candela = 1 cd
+rad; +radian = 1 rad
sr; steradian = 1 rad^2
° deg; degree = 1/180 π rad
arcmin; arcminute = 1/10800 π rad
arcsec; arcsecond = 1/648000 π rad
rev revs; revolution turn cycle oscillation vibration = 1 cycle
rpm; = 1/60 cycle s^-1
+Hz; +hertz = 1 hertz
+N; +newton = 1 kg m s^-2
dyn; dyne = 0.00001 kg m s^-2
lbf; poundforce = 4.4482216152605 kg m s^-2
kgf; = 9.80665 kg m s^-2
+Pa; +pascal = 1 kg m^-1 s^-2
+bar; +bar = 100000 kg m^-1 s^-2
atm; atmosphere = 101325 kg m^-1 s^-2
+Torr torr mmHg; torr = 101325/760 kg m^-1 s^-2
inHg; = 3386.389 kg m^-1 s^-2
psi; = 6894.7572931683613 kg m^-1 s^-2
+J; +joule = 1 kg m^2 s^-2
erg; erg = 1e-7 kg m^2 s^-2
+cal; +calorie = 4.184 kg m^2 s^-2
Cal; = 4184 kg m^2 s^-2
+eV; +electronvolt = 1.602176634e-19 kg m^2 s^-2
+Wh; +watthour = 3600 kg m^2 s^-2
BTU Btu; = 1055.05585262 kg m^2 s^-2
; therm = 105505585.262 kg m^2 s^-2
+W; +watt = 1 kg m^2 s^-3
hp; horsepower = 745.69987158227022 kg m^2 s^-3
+C; +coulomb = 1 A s
+Ah; +amperehour amphour = 3600 A s
+V; +volt = 1 kg m^2 s^-3 A^-1
+F; +farad = 1 kg^-1 m^-2 s^4 A^2
+Ω +Ohm; +ohm = 1 kg m^2 s^-3 A^-2
+S; +siemens = 1 kg^-1 m^-2 s^3 A^2
+Wb; +weber = 1 kg m^2 s^-2 A^-1
+T; +tesla = 1 kg s^-2 A^-1
; gauss = 0.0001 kg s^-2 A^-1
+H; +henry henries = 1 kg m^2 s^-2 A^-2
+lm; +lumen = 1 cd rad^2
+lx; +lux = 1 cd rad^2 m^-2
+Bq; +becquerel = 1 s^-1
+Ci; +curie = 37000000000 s^-1
+Gy; +gray = 1 m^2 s^-2
+Sv; +sievert = 1 m^2 s^-2
+kat; +katal = 1 mol s^-1
+L +l +ℓ ltr; +liter litre = 0.001 m^3
cc; = 0.000001 m^3
gal; gallon = 0.003785411784 m^3
qt; quart = 0.000946352946 m^3
pt; pint = 0.000473176473 m^3
cup; cup = 0.0002365882365 m^3
floz; fluidounce = 0.0000295735295625 m^3
tbsp; tablespoon = 0.00001478676478125 m^3
tsp; teaspoon = 0.00000492892159375 m^3
+M; +molar = 1000 mol m^-3
ha; hectare = 10000 m^2
ac; acre = 4046.8564224 m^2
mph; = 0.44704 m s^-1
kph kmh kmph; = 5/18 m s^-1
kn kt kts; knot = 1852/3600 m s^-1
D; diopter dioptre = 1 m^-1
+bit bits; +bit = 1 bit
+B; +byte = 8 bit
dB; decibel = 1 dB
ppm; = 1e-6
ppb; = 1e-9
% pct; percent = 1/100
‰; permille permil = 1/1000
"""

PREFIXES = {"Q": 30, "R": 27, "Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1, "d": -1,
            "c": -2, "m": -3, "μ": -6, "u": -6, "n": -9, "p": -12, "f": -15}  # fmt: skip
PREFIX_NAMES = {"peta": 15, "tera": 12, "giga": 9, "mega": 6, "kilo": 3, "hecto": 2, "deka": 1, "deca": 1, "deci": -1,
                "centi": -2, "milli": -3, "micro": -6, "nano": -9, "pico": -12, "femto": -15, "atto": -18}  # fmt: skip
# Written with the wrong case so often that no other meaning is likely.
ALIASES = {"Kg": "kg", "KG": "kg", "Km": "km", "KM": "km", "cms": "cm", "kms": "km", "kgs": "kg", "mls": "mL", "Sec": "s",
           "Min": "min", "Hr": "h", "Hrs": "h", "KW": "kW", "Kwh": "kWh", "KWh": "kWh", "Khz": "kHz", "KHz": "kHz",
           "Mhz": "MHz", "hz": "Hz", "HZ": "Hz", "Kpa": "kPa", "KPa": "kPa", "CM": "cm", "Ft": "ft", "Lbs": "lb"}  # fmt: skip
TEMPERATURES = {"°C": (Fraction(1), Fraction("273.15")), "°F": (Fraction(5, 9), Fraction("459.67") * Fraction(5, 9))}
CURRENCIES = {"$": "USD", "US$": "USD", "usd": "USD", "dollar": "USD", "buck": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR",
              "£": "GBP", "gbp": "GBP", "¥": "JPY", "yen": "JPY", "jpy": "JPY", "₹": "INR", "inr": "INR", "rupee": "INR",
              "rs": "INR", "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "chf": "CHF", "cad": "CAD", "C$": "CAD",
              "aud": "AUD", "A$": "AUD", "₩": "KRW", "krw": "KRW", "won": "KRW"}  # fmt: skip
CALENDAR = frozenset(("month", "year", "decade", "century", "annum", "yr", "mo"))


@dataclass(frozen=True, slots=True)
class Entry:
    factor: Fraction
    pi: int
    dims: tuple[tuple[str, int], ...]
    prefixable: bool


def _entries() -> tuple[dict[str, Entry], dict[str, Entry]]:
    symbols: dict[str, Entry] = {}
    names: dict[str, Entry] = {}
    for line in _UNITS.strip().splitlines():
        left, _, right = line.partition("=")
        factor, *rest = right.split()
        pi = int(rest[:1] == ["π"])
        dims = tuple(sorted((part.partition("^")[0], int(part.partition("^")[2] or 1)) for part in rest[pi:]))
        for text, table in zip(left.split(";"), (symbols, names), strict=True):
            for word in text.split():
                table[word.lstrip("+")] = Entry(Fraction(factor), pi, dims, word.startswith("+"))
    return symbols, names


SYMBOLS, NAMES = _entries()
