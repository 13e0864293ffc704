"""How colours differ to readers with and without a colour-vision deficiency; colours are ``#rrggbb``."""

from __future__ import annotations

import numpy as np

# Full severity, on linear RGB. Source: Machado, Oliveira and Fernandes (2009), "A physiologically-based model
# for simulation of color vision deficiency", https://doi.org/10.1109/TVCG.2009.113
SIMULATIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# Linear sRGB to XYZ, and the white it is relative to: IEC 61966-2-1.
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour: str) -> np.ndarray:
    """Red, green and blue in linear light, 0 to 1."""
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    return float(TO_XYZ[1] @ linear(colour))


def contrast(one: str, other: str = "#ffffff") -> float:
    """The contrast of two colours, 1 to 21, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def blend(colour: str, opacity: float, ground: str = "#ffffff") -> str:
    """A colour of ``opacity`` (0 to 1) on a ground, mixed as browsers do."""
    top, below = (np.array([int(one[i : i + 2], 16) for i in (1, 3, 5)]) for one in (colour, ground))
    return "#" + "".join(
        f"{part:02x}" for part in np.round(opacity * top + (1 - opacity) * below).astype(int)
    )


def lab(colour: str, vision: str = "normal") -> np.ndarray:
    """CIELAB (L*, a*, b*) of a colour as a reader with ``vision``, a key of `SIMULATIONS`, sees it."""
    xyz = TO_XYZ @ np.clip(SIMULATIONS[vision] @ linear(colour), 0, 1) / TO_XYZ.sum(1)
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """The difference of two colours in CIELAB: about 1 is just noticeable, side by side.

    Source: Sharma, Wu and Dalal (2005), "The CIEDE2000 color-difference formula",
    https://doi.org/10.1002/col.20070
    """
    lightness, a, b = np.stack([one, other]).astype(float).T
    grey = np.hypot(a, b).mean() ** 7
    a = a * (1.5 - 0.5 * np.sqrt(grey / (grey + 25.0**7)))
    chroma, hue = np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
    turn = (hue[1] - hue[0] + 180) % 360 - 180 if chroma.all() else 0.0
    middle = (hue[0] + turn / 2) % 360 if chroma.all() else hue.sum()
    mean_l, mean_c = lightness.mean(), chroma.mean()
    weight = (
        1
        - 0.17 * np.cos(np.radians(middle - 30))
        + 0.24 * np.cos(np.radians(2 * middle))
        + 0.32 * np.cos(np.radians(3 * middle + 6))
        - 0.20 * np.cos(np.radians(4 * middle - 63))
    )
    far = (mean_l - 50) ** 2
    parts = np.array(
        [
            (lightness[1] - lightness[0]) / (1 + 0.015 * far / np.sqrt(20 + far)),
            (chroma[1] - chroma[0]) / (1 + 0.045 * mean_c),
            2 * np.sqrt(chroma.prod()) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * mean_c * weight),
        ]
    )
    bend = np.sin(np.radians(60 * np.exp(-(((middle - 275) / 25) ** 2))))
    rotation = -2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)) * bend
    return float(np.sqrt((parts**2).sum() + rotation * parts[1] * parts[2]))


def difference(one: str, other: str, vision: str = "normal") -> float:
    """CIEDE2000 between two colours as a reader with ``vision`` sees them."""
    return ciede2000(lab(one, vision), lab(other, vision))
