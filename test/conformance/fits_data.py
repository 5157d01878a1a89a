"""Writes the expected cards of fits_data/, as astropy reads them: python3 test/conformance/fits_data.py

Needs astropy (made with 8.0.2). Run it again only if the samples change.
"""
import json
import pathlib
import re

from astropy.io import fits

HERE = pathlib.Path(__file__).parent
FOLDER = HERE.parent.parent / "fits_data"

NUMBER = r"[+-]?[0-9]*\.?[0-9]*(?:[EeDd][+-]?[0-9]+)?"


def digits(image: str, value: float | int) -> str:
    """The digits of a number as the card has them, since astropy rounds; checked against astropy's value."""
    text = re.search(r"= *(" + NUMBER + r") *(?:/|$)", image[:80])[1]
    text = text.lstrip("+").upper().replace("D", "E")
    assert float(text) == float(value), image
    return str(int(text)) if isinstance(value, int) else text


def typed(card: fits.Card) -> tuple[str, str]:
    value = card.value
    if card.keyword in ("COMMENT", "HISTORY", ""):
        return "commentary", str(value)
    if isinstance(value, fits.card.Undefined):
        return "undefined", ""
    if isinstance(value, bool):
        return "logical", "true" if value else "false"
    if isinstance(value, int):
        return "integer", digits(card.image, value)
    if isinstance(value, float):
        return "float", digits(card.image, value)
    return "string", value.rstrip(" ")


def rows(name: str, path: pathlib.Path):
    try:
        hdus = fits.open(path, disable_image_compression=True, lazy_load_hdus=False)
    except OSError as error:
        yield {"file": name, "error": str(error)}
        return
    for number, hdu in enumerate(hdus):
        header = hdu._header
        cards = list(header.cards)
        while cards and cards[-1].image.strip() == "":
            cards.pop()
        record = 0
        for index, card in enumerate(cards):
            kind, value = typed(card)
            row = {"file": name, "hdu": number, "card": index, "record": record}
            row |= {"name": card.keyword, "type": kind, "value": value, "comment": card.comment}
            yield row
            record += len(card.image) // 80
        yield {"file": name, "summary": number, "offset": hdu._header_offset}
    size = path.stat().st_size
    end = hdus[-1]._data_offset + hdus[-1]._data_size
    if path.suffix != ".gz" and end > size:
        yield {"file": name, "error": f"the data should end at byte {end}, but the file ends at byte {size}"}


with open(HERE / "fits_data-expected.jsonl", "w", encoding="utf-8") as out:
    for path in sorted(FOLDER.rglob("*.*")):
        if path.suffix != ".md":
            for row in rows(path.relative_to(FOLDER).as_posix(), path):
                print(json.dumps(row), file=out)
