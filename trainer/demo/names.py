"""Names of people who do not exist."""

from __future__ import annotations

from random import Random

GIVEN = """
Adaeze Aino Alasdair Amara Anouk Anselm Astrid Bahar Beatriz Bram Callum Carys Chiara Cormac Dagny Dario Deniz Dorota
Eilidh Eleni Emeka Esra Fenna Ffion Florian Gareth Gül Hanna Hiroko Idris Ilse Imke Ines Ioan Isha Jarek Joaquín Jonas
Kalina Keziah Kofi Lara Leila Linus Lorcan Ludmila Maeve Malik Marit Mateo Mette Milan Nadia Niamh Nikhil Noor Oisín
Olga Oskar Paloma Pavel Petra Priyanka Rafael Rania Rhys Roisin Sanne Selma Séamus Signe Silvia Soren Tamar Tariq Tessa
Thandiwe Tiago Tove Ulrike Vesna Wiebke Yara Yusuf Zanele Zofia
"""
FAMILY = """
Abara Achterberg Adeyinka Almqvist Anwar Arsenault Bakken Balogh Barreiro Bellweather Bergström Blackwood Boateng Bjerke
Caddick Castellanos Čapek Chandrasekar Cole Corrigan Dabrowska Dekker Delacroix Demir Doyle Eklund Eriksen Fairweather
Farrokhi Ferreira Fontaine Gallagher Garside Gomes Grünwald Haddad Hallam Hartigan Hinterberger Holt Horvat Ibarra
Ilunga Jansone Jelinek Kaplan Karlsen Keane Kovač Kuipers Lachance Laine Lindholm Llewellyn Lowther Machado Mbeki
McAllister Mensah Moreau Nakagawa Novotná Nyberg Odhiambo Okafor Oliveira Osei Palmgren Pereira Petrov Quigley Rahimi
Redfern Rosales Rutherford Saarinen Sandoval Seddon Siddiqui Skov Stokes Szabó Takács Tennant Thorne Trelawney Uzun
Valdés Vermeulen Waddell Whitlock Wójcik Yilmaz Zamora Zeller
"""


def invent(count: int, chance: Random) -> list[str]:
    """So many different full names; the same chance gives the same names."""
    pairs = [f"{given} {family}" for given in GIVEN.split() for family in FAMILY.split()]
    return chance.sample(pairs, count)
