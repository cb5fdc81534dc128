größe = 1


def prüfe(wert):
    return größe + wert; x = 2


class Ω: pass


if größe: prüfe(1)
value = prüfe(
    2
) + \
    größe
