"""Fuzzy matching of what is typed against what there is."""


def score(typed: str, candidate: str) -> int | None:
    """How well the letters typed, in their order, fit a candidate; higher is better, None does not fit.

    Spaces are ignored. Letters at the start of a word and letters that follow each other count more, and of two equal
    fits the shorter candidate wins.
    """
    letters = [letter for letter in typed.casefold() if not letter.isspace()]
    text = candidate.casefold()
    best = None
    for start in range(len(text)) if letters else ():
        if text[start] == letters[0]:
            found = _from(letters, text, start)
            if found is not None and (best is None or found > best):
                best = found
    return 0 if not letters else None if best is None else best * 4 - len(text)


def _from(letters: list[str], text: str, start: int) -> int | None:
    total, previous = 0, -2
    at = start
    for letter in letters:
        at = text.find(letter, at)
        if at < 0:
            return None
        begins_word = at == 0 or not text[at - 1].isalnum()
        total += 6 if begins_word else 5 if at == previous + 1 else 1
        previous = at
        at += 1
    return total
