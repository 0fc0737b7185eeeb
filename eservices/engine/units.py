"""Units of measuring ranges: every spelling people use, and how they convert.

Cyrillic and Latin spellings of the international symbols (MNS follows ISO 80000);
a factor leads to the unit that heads the quantity.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

# quantity: symbol = factor, spellings; the first symbol has the factor 1.
_TABLE = """
length: m=1 м метр metre meter | mm=0.001 мм миллиметр | cm=0.01 см | dm=0.1 дм
length: um=0.000001 мкм µm μm микрон | km=1000 км | nm=0.000000001 нм
mass: kg=1 кг килограмм kilogram kgs | g=0.001 г гр gr грамм | mg=0.000001 мг
mass: t=1000 т тн тонн tn ton | ug=0.000000001 мкг µg μg | ct=0.0002 кар карат
volume: L=1 л l литр litre liter дм3 dm3 | mL=0.001 мл ml см3 cm3 | m3=1000 м3 куб
volume: uL=0.000001 мкл µl μl ul
flow: m3/h=1 м3/ц м3/цаг м3/час m3/h m3/hr | L/min=0.06 л/мин l/min
flow: L/h=0.001 л/ц л/цаг л/час l/h | L/s=3.6 л/с l/s | mL/min=0.00006 мл/мин ml/min
massflow: kg/h=1 кг/ц кг/цаг кг/час kg/h | t/h=1000 т/ц т/цаг т/час t/h
pressure: Pa=1 па pa | kPa=1000 кпа kpa | MPa=1000000 мпа mpa | bar=100000 бар bar
pressure: mbar=100 мбар mbar hpa гпа | kgf/cm2=98066.5 кгс/см2 kgf/cm2 kg/cm2 кг/см2
pressure: mmHg=133.322 ммhg mmhg мммуб mmмуб ммртст | psi=6894.757 psi
force: N=1 н n | kN=1000 кн kn | MN=1000000 мн mn | kgf=9.80665 кгс kgf
torque: N.m=1 нм n.m nm н.м n*m н*м | kN.m=1000 кн.м kn.m кнм knm
temperature: C=1 с c цельс celsius градус deg degc
voltage: V=1 в v вольт | mV=0.001 мв mv | kV=1000 кв kv | uV=0.000001 мкв uv
current: A=1 а a ампер | mA=0.001 ма ma | kA=1000 ка ka | uA=0.000001 мка ua
power: W=1 вт w ватт | kW=1000 квт kw | MW=1000000 мвт mw
energy: kWh=1 квтц kwh квт.ц квт*ц kw.h квтцаг | Wh=0.001 втц wh
resistance: Ohm=1 ом ohm ω | kOhm=1000 ком kohm kω | MOhm=1000000 мом mohm mω
frequency: Hz=1 гц hz | kHz=1000 кгц khz | MHz=1000000 мгц mhz | GHz=1000000000 ghz
speed: km/h=1 км/ц км/цаг км/час km/h kph | m/s=3.6 м/с m/s
time: s=1 с сек sec секунд | min=60 мин min | h=3600 ц цаг h час
ratio: %=1 % хувь процент percent %rh | ppm=0.0001 ppm
breath: mg/L=1 мг/л mg/l
density: kg/m3=1 кг/м3 kg/m3 | g/cm3=1000 г/см3 g/cm3
acidity: pH=1 ph рн
sound: dB=1 дб db
dose: uSv/h=1 мкзв/ц мкзв/цаг usv/h µsv/h μsv/h | mSv/h=1000 мзв/ц msv/h
light: lx=1 лк lx люкс
hardness: HRC=1 hrc | HB=1 hb | HV=1 hv
angle: deg=1 ° град
rotation: rpm=1 об/мин эрг/мин rpm 1/min
"""
_MARKS = str.maketrans({"³": "3", "²": "2", "º": "°", "˚": "°", "·": ".", "∙": "."})
_DEGREES = re.compile(r"^°\s*[cсCС]$|^℃$")
_NOT_SAID = re.compile(r"[\s\u00a0]+|(?<=[a-zа-яөү])\.$")


@dataclass(frozen=True)
class Unit:
    """A unit of a quantity; `factor` leads to the head unit of the quantity."""

    symbol: str
    quantity: str
    factor: Decimal


def find_unit(typed: str, like: str = "") -> Unit | None:
    """The unit a text means; of several, the one of the quantity of `like`."""
    found = _by_spelling().get(_spelled(typed), [])
    if like:
        wanted = {unit.quantity for unit in _by_spelling().get(_spelled(like), [])}
        found = [unit for unit in found if unit.quantity in wanted] or found
    return found[0] if found else None


def convert(value: Decimal, unit: Unit, to: Unit) -> Decimal:
    """The value in another unit; ValueError when they measure different things."""
    if unit.quantity != to.quantity:
        raise ValueError(f"{unit.symbol} is not of the quantity of {to.symbol}")
    return value * unit.factor / to.factor


def _spelled(typed: str) -> str:
    text = unicodedata.normalize("NFC", typed).strip().translate(_MARKS)
    if _DEGREES.match(text):
        return "c"
    return _NOT_SAID.sub("", text.lower())


@cache
def _by_spelling() -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for line in _TABLE.strip().splitlines():
        quantity, _, entries = line.partition(":")
        for entry in entries.split("|"):
            head, *spellings = entry.split()
            symbol, _, factor = head.partition("=")
            unit = Unit(symbol, quantity, Decimal(factor))
            for spelling in {symbol.lower(), *(text.lower() for text in spellings)}:
                found.setdefault(spelling, []).append(unit)
    return found
