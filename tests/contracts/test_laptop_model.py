"""What a computer is called by its maker: read from firmware tables as real machines fill them in, or not at all."""

from pathlib import Path

import pytest

from samklang.devices.laptop_model import dmi_model, model_name

TABLES = [
    (("LENOVO", "21AHCTO1WW", "ThinkPad T14 Gen 3"), "LENOVO ThinkPad T14 Gen 3"),
    (("LENOVO", "30BX", "None"), "LENOVO 30BX"),
    (("Dell Inc.", "Latitude 7430", ""), "Dell Inc. Latitude 7430"),
    (("HP", "HP EliteBook 840 G9", "SBKPF"), "HP EliteBook 840 G9"),
    (("System manufacturer", "System Product Name", "System Version"), ""),
    (("To be filled by O.E.M.", "To Be Filled By O.E.M.", "O.E.M."), ""),
    (("ASUS", "Default string", "1.0"), ""),
    (("", "Surface Laptop 5", ""), "Surface Laptop 5"),
    (("Acer", "  Swift\x1b[31m\n 3  ", ""), "Acer Swift [31m 3"),
    (("QEMU", "-", ""), ""),
    (("Maker", "y" * 300, ""), "Maker " + "y" * 74),
]


@pytest.mark.parametrize(("table", "model"), TABLES)
def test_a_model_is_what_the_maker_calls_it(table: tuple[str, str, str], model: str, tmp_path: Path):
    for name, text in zip(("sys_vendor", "product_name", "product_version"), table, strict=True):
        (tmp_path / name).write_text(f"{text}\n")
    assert dmi_model(tmp_path) == model


def test_a_computer_without_tables_has_no_model(tmp_path: Path):
    assert dmi_model(tmp_path / "nowhere") == ""


@pytest.mark.parametrize(("told", "model"), [("Mac14,2", "Apple Mac14,2"), ("", "")])
def test_a_mac_has_a_number(told: str, model: str):
    assert model_name("Apple", told) == model
