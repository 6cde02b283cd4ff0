"""The colours, as values: the light palette of the mock-ups and a dark one to match.

Text colours reach WCAG AA (4.5:1) on every ground they are used on, which a test checks; ``faint`` is
for outlines, dots and an empty amount's big figures (3:1), ``disabled_ink`` for disabled controls only.
The amber and the faint of the mock-ups fell short of that on soft grounds: here they are darker.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One palette; every colour is written ``#RRGGBB``.

    ``accent`` fills, ``accent_text`` writes and outlines. ``*_soft`` are grounds under their colour.
    """

    name: str
    paper: str
    surface: str
    raised: str
    line: str
    row_line: str
    ink: str
    muted: str
    faint: str
    disabled: str
    disabled_ink: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_ink: str
    accent_text: str
    accent_soft: str
    select: str
    credit: str
    credit_soft: str
    credit_line: str
    due: str
    due_soft: str
    due_line: str
    danger: str
    danger_fill: str
    danger_soft: str
    danger_line: str
    info: str
    info_soft: str
    info_line: str
    mute_soft: str
    hover: str
    pressed: str
    scroll: str
    rail: str
    rail_ink: str
    rail_on: str
    rail_on_ink: str
    rail_hover: str
    person: str
    person_ink: str
    dot_good: str = "#2FA36B"
    dot_wait: str = "#DB8A22"
    dot_bad: str = "#D6453B"
    dot_idle: str = "#A39CA8"


LIGHT = Tokens(
    name="light",
    paper="#F5F3EF",
    surface="#FFFFFF",
    raised="#FBFAF8",
    line="#E3DFD8",
    row_line="#EFECE6",
    ink="#211D26",
    muted="#6F6876",
    faint="#918A97",
    disabled="#E8E3E8",
    disabled_ink="#A39CA8",
    accent="#6B2D5C",
    accent_hover="#7A3669",
    accent_pressed="#56234A",
    accent_ink="#FFFFFF",
    accent_text="#6B2D5C",
    accent_soft="#F4EAF1",
    select="#E9D3E2",
    credit="#18794E",
    credit_soft="#E6F4EC",
    credit_line="#BFE3CF",
    due="#AD5009",
    due_soft="#FDF1E3",
    due_line="#EBCDA6",
    danger="#B42318",
    danger_fill="#B42318",
    danger_soft="#FDECEA",
    danger_line="#F3C2BD",
    info="#2457A6",
    info_soft="#E8F0FB",
    info_line="#C3D6F2",
    mute_soft="#EFECE7",
    hover="#F7F4F1",
    pressed="#EDE8E4",
    scroll="#CFC9C4",
    rail="#2B2130",
    rail_ink="#D8CDDD",
    rail_on="#463650",
    rail_on_ink="#FFFFFF",
    rail_hover="#382B40",
    person="#D9B8CF",
    person_ink="#3C1C34",
)

DARK = Tokens(
    name="dark",
    paper="#16131A",
    surface="#211C26",
    raised="#28222E",
    line="#3D3545",
    row_line="#312A38",
    ink="#F2EEF4",
    muted="#B7ADBF",
    faint="#877D90",
    disabled="#332C3A",
    disabled_ink="#7D7386",
    accent="#93457F",
    accent_hover="#A25090",
    accent_pressed="#7C3A6B",
    accent_ink="#FFFFFF",
    accent_text="#E3A9D3",
    accent_soft="#3B2637",
    select="#5E3653",
    credit="#5FCB96",
    credit_soft="#1B3329",
    credit_line="#2C5642",
    due="#F2A65A",
    due_soft="#3A2A19",
    due_line="#614524",
    danger="#FF9387",
    danger_fill="#B8392E",
    danger_soft="#3D2020",
    danger_line="#693430",
    info="#8FBAF5",
    info_soft="#1D2C42",
    info_line="#2F4A70",
    mute_soft="#352E3C",
    hover="#2C2533",
    pressed="#362E3E",
    scroll="#4B4254",
    rail="#0F0C12",
    rail_ink="#CFC3D5",
    rail_on="#3A2D43",
    rail_on_ink="#FFFFFF",
    rail_hover="#261E2C",
    person="#D9B8CF",
    person_ink="#3C1C34",
)
