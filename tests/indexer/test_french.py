"""French analysis, as a specification: what a text becomes, what is one word, and what is not.

In the tables of forms a star marks an alternative spelling, `a|b` two spellings at one position.
"""

from __future__ import annotations

import doctest
import itertools
import unicodedata
from collections import defaultdict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer import chunks, french
from indexer.french import analyse, fold, is_stop_word
from indexer.stems import stem

NBSP, NARROW, THIN, FIGURE = "\u00a0", "\u202f", "\u2009", "\u2007"


def described(text: str) -> str:
    """The forms of a text, position by position: `e|ecigarette* cigarette`."""
    positions: dict[int, list[str]] = defaultdict(list)
    for token, position, _, _ in analyse(text):
        positions[position].append(token.form + "*" * token.is_alternative)
    return " ".join("|".join(sorted(forms, key=lambda form: form.endswith("*"))) for forms in positions.values())


def main_forms(text: str) -> list[str]:
    return [token.form for token, *_ in analyse(text) if not token.is_alternative]


def stems(text: str) -> set[str]:
    """The stems under which a text of one word is found."""
    return {token.stem for token, *_ in analyse(text)}


# --- text -> forms -----------------------------------------------------------------------------------------------

ELISION = [
    ("l'eau", "eau"),
    ("l’eau", "eau"),
    ("l‘eau", "eau"),
    ("lʼeau", "eau"),
    ("l′eau", "eau"),
    ("l`eau", "eau"),
    ("l´eau", "eau"),
    ("L’Institut", "institut"),
    ("L'INSTITUT", "institut"),
    ("d'une", "une"),
    ("j'ai m'a t'a s'est n'a c'est", "ai a a est a est"),
    ("Ç'a été", "a ete"),
    ("qu'il qu’elle", "il elle"),
    ("jusqu'au", "au"),
    ("lorsqu’on", "on"),
    ("puisqu'elle", "elle"),
    ("quoiqu'en", "en"),
    ("l'« eau »", "eau"),
    ("l’“eau”", "eau"),
    ("d'‘élite’", "elite"),
    ("l’\neau", "eau"),  # cut at the end of a line of a PDF
    ("d’", ""),
    ("« l’ »", ""),
    ("'eau'", "eau"),  # quotation marks that look like apostrophes
    ("‘l’eau’", "eau"),
    ("dit-l'eau", "dit|diteau* eau"),
    ("chef-d'œuvre", "chef|chefoeuvre* oeuvre"),
    ("c'est-à-dire", "est|estadire* a dire"),
    ("l'1,5 million", "1.5 million"),
    ("vitamine d", "vitamine d"),  # a letter is no elision
]

ONLY_LOOKS_ELIDED = [
    ("aujourd'hui", "aujourdhui"),
    ("aujourd’hui", "aujourdhui"),
    ("d'aujourd'hui", "aujourdhui"),
    ("prud'homme", "prudhomme"),
    ("prud’hommes", "prudhommes"),
    ("prud'homal", "prudhomal"),
    ("presqu'île", "presquile"),
    ("la presqu’île", "la presquile"),
    ("quelqu'un", "quelquun"),
    ("entr'aide", "entraide"),
    ("s'entr'aider", "entraider"),
    ("grand'mère", "grandmere"),
    ("rock'n'roll", "rocknroll"),
    ("O'Brien", "obrien|brien*"),
    ("O’BRIEN", "obrien|brien*"),
    ("N'Diaye", "diaye|ndiaye*"),
    ("N’DIAYE", "diaye|ndiaye*"),
    ("n'a", "a"),
]

REFERENCES = [
    ("L.1242-8", "l1242-8|1242* 8*"),
    ("L1242-8", "l1242-8|1242* 8*"),
    ("L 1242-8", "l1242-8|1242* 8*"),
    ("L. 1242-8", "l1242-8|1242* 8*"),
    (f"L.{NBSP}1242-8", "l1242-8|1242* 8*"),
    (f"L.{NARROW}1242-8", "l1242-8|1242* 8*"),
    ("l. 1242-8", "l1242-8|1242* 8*"),
    ("L. 1242–8", "l1242-8|1242* 8*"),  # an en dash
    ("(L. 1242-8)", "l1242-8|1242* 8*"),
    ("« L.1242-8 »", "l1242-8|1242* 8*"),
    ("article L. 1242-8 du code", "article l1242-8|1242* 8* du code"),
    ("l'article L.1242-8, alinéa 2", "article l1242-8|1242* 8* alinea 2"),
    ("art.L.1242-8", "art l1242-8|1242* 8*"),
    ("L. 1111-2-1", "l1111-2-1|1111* 2* 1*"),
    ("R. 4127-1", "r4127-1|4127* 1*"),
    ("R.* 123-4", "r123-4|123* 4*"),
    ("R. *123-4", "r123-4|123* 4*"),
    ("D*123-4", "d123-4|123* 4*"),
    ("A. 123-4", "a123-4|123* 4*"),
    ("L.O. 1112-1", "lo1112-1|1112* 1*"),
    ("LO 1112-1", "lo1112-1|1112* 1*"),
    ("L. 52", "l52|52*"),
    ("L.52", "l52|52*"),
    ("L52", "l52"),
    ("1242-8", "1242 8"),
    ("A 12-15 ans", "a 12 15 ans"),  # "À 12-15 ans", without its accent
    ("Dupont L. 2019", "dupont l 2019"),  # an initial and a year
]

HYPHENS = [
    ("bien-être", "bien|bienetre* etre"),
    ("e-cigarette", "e|ecigarette* cigarette"),
    ("l’e-santé", "e|esante* sante"),
    ("post-AVC", "post|postavc* avc"),
    ("anti-tabac", "anti|antitabac* tabac"),
    ("peut-être", "peut|peutetre* etre"),
    ("Jean-Pierre", "jean|jeanpierre* pierre"),
    ("covid-19", "covid|covid19* 19"),
    ("vice-président·e", "vice|vicepresident* president|presidente*"),
    ("2023-2027", "2023 2027"),
    ("2023–2027", "2023 2027"),
    ("mot – mot", "mot mot"),
    ("-mot-", "mot"),
    ("a--b", "a b"),
    *((f"anti{hyphen}tabac", "anti|antitabac* tabac") for hyphen in "-‐‑‒–−﹣－"),
]

LIGATURES = [
    ("œuvre", "oeuvre"),
    ("ŒUVRE", "oeuvre"),
    ("cœur", "coeur"),
    ("ex æquo", "ex aequo"),
    ("ﬁn", "fin"),
    ("aﬂux", "aflux"),
    ("oﬃce", "office"),
    ("eﬀet", "effet"),
]

INVISIBLE = [
    ("dépis\u00adtage", "depistage"),  # soft hyphen
    ("dépis\u200btage", "depistage"),  # zero-width space
    ("dépis\u200ctage", "depistage"),
    ("dépis\u200dtage", "depistage"),
    ("\ufeffdépistage", "depistage"),
    ("dépis\u2060tage", "depistage"),
    (f"cancer{NBSP}du{NARROW}sein", "cancer du sein"),
    ("un\tdeux\r\ntrois\u2028quatre", "un deux trois quatre"),
    ("a\x00b", "a b"),
]

ORDINALS = [
    ("1er", "1e"),
    ("1re", "1e"),
    ("1ère", "1e"),
    ("1ᵉʳ", "1e"),
    ("1ers", "1e"),
    ("2e", "2e"),
    ("2ᵉ", "2e"),
    ("2ème", "2e"),
    ("2èmes", "2e"),
    ("2ième", "2e"),
    ("2nd", "2e"),
    ("2nde", "2e"),
    ("2de", "2e"),
    ("l’1er", "1e"),
    ("XXIe", "xxie"),
    ("XXIᵉ", "xxie"),
    ("XXIème", "xxie"),
    ("xxieme", "xxie"),
    ("n-ième", "n|nieme* ieme"),
]

SUPERSCRIPTS = [
    ("m²", "m2"),
    ("km²", "km2"),
    ("m³", "m3"),
    ("CO₂", "co2"),
    ("CO²", "co2"),
    ("texte²", "texte"),  # the mark of a footnote
    ("étude¹²", "etude"),
    ("loi³", "loi"),
    ("2024¹", "2024"),
    ("fin.²", "fin 2"),
    ("10⁶", "10"),
]

ACRONYMS = [
    ("I.A.", "ia"),
    ("I.A", "ia"),
    ("S.N.C.F.", "sncf"),
    ("U.S.A.", "usa"),
    ("vive l'I.A.", "vive ia"),  # at the end of a sentence
    ("L’O.N.U.", "onu"),
    ("(I.A.)", "ia"),
    ("É.-U.", "e u"),
    ("M. Dupont", "m dupont"),
    ("B.A.-BA", "ba|baba* ba"),
    ("H1N1 l’H5N1 A4", "h1n1 h5n1 a4"),
    ("R&D", "r d"),
]

NUMBERS = [
    ("2024.", "2024"),
    ("en 2024, puis", "en 2024 puis"),
    ("1 234 567", "1234567|1*|234*|567*"),
    *((f"1{space}234{space}567", "1234567|1*|234*|567*") for space in (NBSP, NARROW, THIN, FIGURE, "\u2008", "\u2060")),
    ("3 200 personnes", "3200|3*|200* personnes"),
    ("1,234,567", "1234567|1*|234*|567*"),
    ("12.000", "12.000|12000*"),
    ("3,14 3.14", "3.14 3.14"),
    ("1 234,5", "1234.5|1*|234.5*"),
    ("d’1 234,5", "1234.5|1*|234.5*"),
    ("63,4 %", "63.4"),
    ("63,4%", "63.4"),
    ("63%", "63"),
    ("+5", "5"),
    ("37,5 °C", "37.5 c"),
    ("1,5km", "1.5 km"),
    ("12, 13", "12 13"),
    ("10,11,12", "10 11 12"),
    ("06 12 34 56 78", "06 12 34 56 78"),
    ("n° 12 N°12", "n 12 n 12"),
    ("12\n345", "12 345"),  # a table, not a number
]

EUROS = [
    ("58,7 M€", "58.7 millions euros"),
    ("58,7M€", "58.7 millions euros"),
    (f"58,7{NBSP}M€", "58.7 millions euros"),
    ("58,7 millions d’euros", "58.7 millions euros"),
    ("100 €", "100 euros"),
    ("100€", "100 euros"),
    ("100 000 €", "100000|100*|000* euros"),
    ("1 234M€", "1234|1*|234* millions euros"),
    ("3 Md€", "3 milliards euros"),
    ("3 Mds€", "3 milliards euros"),
    ("12 k€", "12 milliers euros"),
    ("12 K€", "12 milliers euros"),
]

ADDRESSES = [
    ("nom.prenom@exemple.fr", "nom prenom exemple fr"),
    ("https://www.e-cancer.fr/page-1?x=2", "https www e|ecancer* cancer fr page|page1* 1 x 2"),
    ("www.cancer.fr", "www cancer fr"),
    ("elpais.com", "elpais com"),
    ("04/09/2025", "04 09 2025"),
    ("04.09.2025", "04 09 2025"),
    ("2025-09-04", "2025 09 04"),
    ("v1.2.3", "v1 2 3"),
    ("2.0.1", "2 0 1"),
    ("12h30", "12h30"),
    ("et/ou 24/7 km/h", "et ou 24 7 km h"),
]

CAPITALS = [
    ("ÉTAT", "etat"),
    ("ETAT", "etat"),
    ("État", "etat"),
    ("E\u0301tat", "etat"),  # the accent as a character of its own
    ("Noël NOËL", "noel noel"),
    ("ça", "ca"),
    ("DÉPISTAGE", "depistage"),
]

NAMES = [
    ("Nicolas d'Estienne", "nicolas estienne"),
    ("D’ESTIENNE", "estienne|destienne*"),
    ("de La Tour", "de la tour"),
    ("Le Goff", "le goff"),
    ("P.-É. Garcin", "p e garcin"),
    ("Marchand-Vidal", "marchand|marchandvidal* vidal"),
    ("Dr. Scotté", "dr scotte"),
]

ENGLISH = [
    ("machine learning", "machine learning"),
    ("Alzheimer’s disease", "alzheimers disease"),
    ("the state-of-the-art", "the state|stateoftheart* of the art"),
    ("C++, C# et .NET", "c c et net"),
]

INCLUSIVE = [
    ("directeur·rice", "directeur|directrice*"),
    ("directeur·trice", "directeur|directrice*"),
    ("directeur·ice·s", "directeurs|directrices*"),
    ("directeur(trice)", "directeur|directrice*"),
    ("directeur/trice", "directeur|directrice*"),
    ("directeur/directrice", "directeur directrice"),
    ("auteur·trice", "auteur|autrice*"),
    ("auteur·e", "auteur|auteure*"),
    ("chercheur(se)s", "chercheurs|chercheuses*"),
    ("chercheur.e.s", "chercheurs|chercheures*"),
    ("chercheur.es", "chercheurs|chercheures*"),
    ("chercheur·euse", "chercheur|chercheuse*"),
    ("chercheur•euse•s", "chercheurs|chercheuses*"),  # a bullet for the middle dot
    ("étudiant-e-s", "etudiants|etudiantes*"),
    ("étudiant(e)s", "etudiants|etudiantes*"),
    ("étudiants·es", "etudiants|etudiantes*"),
    ("e\u0301tudiant·e·s", "etudiants|etudiantes*"),
    ("ÉTUDIANT·E·S", "etudiants|etudiantes*"),
    ("l’étudiant·e", "etudiant|etudiante*"),
    ("d'étudiant(e)s", "etudiants|etudiantes*"),
    ("salarié·e·s", "salaries|salariees*"),
    ("infirmier·ère·s", "infirmiers|infirmieres*"),
    ("infirmier·ière", "infirmier|infirmiere*"),
    ("sportif·ve", "sportif|sportive*"),
    ("sportif·ive·s", "sportifs|sportives*"),
    ("citoyen·ne·s", "citoyens|citoyennes*"),
    ("citoyen-ne-s", "citoyens|citoyennes*"),
    ("professionnel.le.s", "professionnels|professionnelles*"),
    ("professionnel·le", "professionnel|professionnelle*"),
    ("heureux·se", "heureux|heureuse*"),
    ("agriculteurs·rices", "agriculteurs|agricultrices*"),
    ("français·es", "francais|francaises*"),
    ("maître·sse", "maitre|maitresse*"),
    ("nationaux·ales", "nationaux|nationales*"),
    ("tou·te·s", "tous|toutes*"),
    ("tous·tes", "tous|toutes*"),
    ("un·e", "un|une*"),
    ("personne(s)", "personne|personnes*"),
    ("étudiant·e-salarié·e", "etudiant|etudiante*|etudiantsalarie* salarie|salariee*"),
    # what looks like it, and is not
    ("fin.les", "fin les"),  # a space is missing
    ("dossier.les", "dossier les"),
    ("hépatite-e", "hepatite|hepatitee* e"),
    ("bloc-E", "bloc|bloce* e"),
    ("dit-elle", "dit|ditelle* elle"),
    ("post-e-santé", "post|postesante* e sante"),
    ("est-ce", "est|estce* ce"),
    ("AVC(s)", "avc|avcs*"),
]

OTHER_SCRIPTS = [
    ("naïveté, Łódź, Straße", "naivete lodz strasse"),
    ("Ωμέγα", "omega"),
    ("北京", "beijing"),
    ("😀 — * ©", ""),
    ("\ud800", ""),  # half a character
    ("𐌰𐌱", "𐌰𐌱"),  # without Latin letters in our tables: kept as it is
    ("", ""),
    ("...", ""),
]


def table(*tables: list[tuple[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "forms"), [case for cases in tables for case in cases])


@table(ELISION)
def test_an_elided_word_is_no_part_of_the_word_after_it(text: str, forms: str) -> None:
    assert described(text) == forms


@table(ONLY_LOOKS_ELIDED)
def test_words_that_only_look_elided_stay_whole(text: str, forms: str) -> None:
    assert described(text) == forms


@table(REFERENCES)
def test_a_reference_is_one_word_however_it_is_cut(text: str, forms: str) -> None:
    assert described(text) == forms


@table(HYPHENS)
def test_a_compound_is_its_words_and_the_word_they_make(text: str, forms: str) -> None:
    assert described(text) == forms


@table(LIGATURES, INVISIBLE)
def test_typography_is_no_part_of_a_word(text: str, forms: str) -> None:
    assert described(text) == forms


@table(ORDINALS, SUPERSCRIPTS)
def test_ordinals_are_one_and_superscripts_are_exponents_or_footnotes(text: str, forms: str) -> None:
    assert described(text) == forms


@table(ACRONYMS)
def test_an_acronym_is_one_word_with_or_without_dots(text: str, forms: str) -> None:
    assert described(text) == forms


@table(NUMBERS, EUROS)
def test_a_number_is_one_word_and_an_amount_is_said_in_words(text: str, forms: str) -> None:
    assert described(text) == forms


@table(ADDRESSES)
def test_addresses_dates_and_versions_are_cut_into_their_parts(text: str, forms: str) -> None:
    assert described(text) == forms


@table(CAPITALS, NAMES, ENGLISH, OTHER_SCRIPTS)
def test_case_and_accents_make_no_difference(text: str, forms: str) -> None:
    assert described(text) == forms


@table(INCLUSIVE)
def test_inclusive_writing_is_the_masculine_and_the_feminine_at_one_position(text: str, forms: str) -> None:
    assert described(text) == forms


# --- words that share a stem -------------------------------------------------------------------------------------

PLURALS = """
national nationale nationaux nationales
travail travaux
vitrail vitraux
hôpital hôpitaux
journal journaux
bijou bijoux
genou genoux
trou trous
jeu jeux
feu feux
lieu lieux
enjeu enjeux
oeil œil yeux
eau eaux
réseau réseaux
tuyau tuyaux
cancer cancers
essai essais
emploi emplois
loi lois
délai délais
contenu contenus
revenu revenus
numéro numéros
vidéo vidéos
connexion connexions
crédit crédits
conflit conflits
heure heures
loisir loisirs
virus
cas
"""
FEMININES = """
infirmier infirmière infirmiers infirmières
étranger étrangère étrangers étrangères
conseiller conseillère conseillers conseillères
premier première premiers premières
léger légère légers légères
heureux heureuse heureuses heureusement
sportif sportive sportifs sportives
public publique publics publiques
actif active actives
européen européenne européens européennes
professionnel professionnelle professionnels professionnelles
petit petite petits petites
nouveau nouvelle nouveaux nouvelles nouvel
beau belle beaux
vieux vieille
long longue longs longues
blanc blanche
doux douce
faux fausse
gros grosse
divers diverse diverses
fréquent fréquente fréquents fréquentes
important importante importants
supérieur supérieure supérieurs supérieures
élu élue élus élues
"""
FEMINISED_TITLES = """
directeur directrice directeurs directrices directeur·rice directeur·trice·s
chercheur chercheuse chercheurs chercheuses chercheure chercheur(se)s chercheur.e.s
auteur autrice auteure auteurs autrices auteur·trice
étudiant étudiante étudiants étudiantes étudiant-e-s étudiant·e
sénateur sénatrice
agriculteur agricultrice agriculteurs·rices
député députée députés députées député·e·s
citoyen citoyenne citoyen·ne·s
technicien technicienne
vendeur vendeuse
"""
VERBS = """
dépister dépiste dépistes dépistez dépistent dépisté dépistée dépistés dépistées dépistait dépistaient dépistant
dépister dépistèrent dépisteront
publier publie publient publié publiée publiés publiées publiait publiant
finir finit finissent finissait fini finie finis finies
choisir choisit choisissent choisi choisie
créer crée créent créé créée créés créées
traiter traite traitent traité traitée traitement
représenter représente représentent représenté
appeler appelle appellent appelé appelait
employer emploie employé employée employés
vendre vend vendent vendait vendu vendue vendus vendues
attendre attend attendent attendu
permettre permet permettent permettait
contenir contient contiennent contenait
devenir devient deviennent
suivre suivent suivi suivie
écrire écrit écrite écrits
décrire décrit décrite décrites
"""
SPELLINGS = """
évènement événement evenement
clé cle CLÉ
œuvre oeuvre ŒUVRE
e-cigarette ecigarette
anti-tabac antitabac
post-AVC postAVC
covid-19 covid19
XXIe XXI XXIème
1er 1re première·1er
I.A. IA ia
L.1242-8 L1242-8 l.1242-8
N'Diaye n'diaye NDiaye
oncologue oncologues oncologie oncologique
"""


def groups(*tables: str) -> pytest.MarkDecorator:
    lines = [line for text in tables for line in text.strip().splitlines()]
    return pytest.mark.parametrize("words", lines)


@groups(PLURALS, FEMININES, FEMINISED_TITLES, VERBS)
def test_words_of_one_family_share_a_stem(words: str) -> None:
    found = [stems(word) for word in words.split()]
    assert set.intersection(*found), found


@groups(SPELLINGS)
def test_spellings_of_one_word_find_each_other(words: str) -> None:
    found = [stems(word) for word in words.split()]
    assert all(any(one & other for other in found if other is not one) for one in found), found


@pytest.mark.parametrize("reference", ["L.1242-8", "L 1242-8", "(L. 1242-8)", "article L1242-8 du code du travail"])
def test_the_number_alone_finds_a_reference(reference: str) -> None:
    assert stems("1242-8") <= {token.stem for token, *_ in analyse(reference)}


# --- words that must not be confused -----------------------------------------------------------------------------

APART = """
action actif
organe organiser
poison poisson
poison poissonnier
loi loisir
communication commune
communiqué commune
communiqué commun
formation format
don données
université univers
médecin médical
mari mars
rose rosier
sein sain
foie foi
cours course
port portail
parent parer
agent agir
client clé
patient pâte
argent arguer
présent prescrire
moment mode
document docteur
président prix
récent recette
général généreux
heure leur
eau o
vers verre
vert ver
an année
jour journal
santé sans
cancer cancérologue
L.1242-8 L.1242-9
L.1242-8 R.1242-8
2023 2024
3,5 35
m² m³
H1N1 H5N1
cote coteau
pays payer
note notaire
"""


@pytest.mark.parametrize("pair", APART.strip().splitlines())
def test_words_that_must_not_be_confused_have_stems_of_their_own(pair: str) -> None:
    one, other = pair.split()
    assert not {stem(form) for form in main_forms(one)} & {stem(form) for form in main_forms(other)}


# Known limits, so that a change is noticed: accents alone tell these apart, and visitors seldom type them;
# and "partie" is also a participle of "partir".
@pytest.mark.parametrize("pair", ["côté côte", "marché marche", "congrès congres", "parti partie", "maladie malade"])
def test_what_only_an_accent_or_an_agreement_tells_apart_is_found_together(pair: str) -> None:
    one, other = pair.split()
    assert stems(one) == stems(other)


# --- stop words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", "le la les l d de du des à où été être qui que sur the of uns".split())
def test_function_words_are_stop_words(word: str) -> None:
    assert is_stop_word(fold(word))


@pytest.mark.parametrize("word", "cancer santé homme état an non france plan bilan".split())
def test_words_with_a_subject_are_none(word: str) -> None:
    assert not is_stop_word(fold(word))


def test_every_stop_word_is_a_form() -> None:
    assert all(main_forms(word) == [word] for word in french.STOP_WORDS)


# --- spans -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("l’Institut", ["Institut"]),
        ("« L’Institut. »", ["Institut"]),
        ("aujourd’hui,", ["aujourd’hui"]),
        ("e-cigarette", ["e", "cigarette", "e-cigarette"]),
        ("N’Diaye", ["Diaye", "N’Diaye"]),
        ("O’Brien", ["O’Brien", "O’Brien"]),
        ("(L. 1242-8)", ["L. 1242-8"] * 3),
        (f"1{NBSP}234 hab.", [f"1{NBSP}234"] * 3 + ["hab"]),
        ("directeur·rice,", ["directeur·rice"] * 2),
        ("58,7 M€", ["58,7", "M€", "M€"]),
        ("vive l’I.A.", ["vive", "I.A."]),
        ("texte²", ["texte"]),
        ("m²", ["m²"]),
        ("2ᵉ", ["2ᵉ"]),
        ("fin.les", ["fin", "les"]),
        ("'mot'", ["mot"]),
        ("dépis\u00adtage", ["dépis\u00adtage"]),
    ],
)
def test_a_token_knows_the_characters_it_was_written_with(text: str, written: list[str]) -> None:
    assert [text[start:end] for _, _, start, end in analyse(text)] == written


# --- properties --------------------------------------------------------------------------------------------------

# Pieces that the rules look at, so that their combinations are met.
PIECES = st.sampled_from(
    [
        *"'’-–·.,()/ \n*&@€%²ᵉ\u2060\u00a0\u00ad\u0301",
        *"lLdqurs",
        *("l’", "qu'", "L. ", "12", "345", "1242-8", "M€", "e", "es", "Institut", "été", "ÉTAT", "chercheur", "euse"),
        *("N’Diaye", "aujourd’hui", "XXI", "œuvre", "I.A."),
    ]
)
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=20).map("".join)
FRENCH_LETTERS = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüœæ"
PLAIN_WORDS = st.text(FRENCH_LETTERS, min_size=1, max_size=15)


def without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@given(TEXTS)
@example("ʼ")
@example("1 234 " * 3)
def test_positions_ascend_and_spans_lie_in_the_text_in_order(text: str) -> None:
    main = [placed for placed in analyse(text) if not placed.token.is_alternative]
    assert [placed.position for placed in main] == sorted({placed.position for placed in main})
    assert all(one.end <= other.start or one.start == other.start for one, other in itertools.pairwise(main))
    for token, _, start, end in analyse(text):
        assert 0 <= start < end <= len(text)
        assert token.form
        assert token.stem
        assert len(token.form) <= french.MAX_FORM


@given(PLAIN_WORDS)
def test_the_form_of_a_word_is_its_own_form(word: str) -> None:
    (form,) = main_forms(word)
    assert main_forms(form) == [form]


@given(TEXTS)
def test_forms_are_folded_once_and_for_all(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(PLAIN_WORDS, max_size=8).map(" ".join))
def test_case_and_accents_change_no_form(text: str) -> None:
    forms = main_forms(text)
    assert main_forms(text.upper()) == forms
    assert main_forms(text.title()) == forms
    assert main_forms(without_accents(text)) == forms
    assert main_forms(unicodedata.normalize("NFD", text)) == forms


@given(st.sampled_from([text for text, _ in [*ELISION, *HYPHENS, *LIGATURES, *CAPITALS, *INCLUSIVE]]))
def test_composed_and_decomposed_accents_are_the_same(text: str) -> None:
    assert described(unicodedata.normalize("NFD", text)) == described(unicodedata.normalize("NFC", text))


@given(TEXTS, TEXTS)
def test_two_texts_give_the_tokens_of_both(one: str, other: str) -> None:
    text = f"{one} , {other}"  # the comma, as a number or a reference may go on after a space
    forms = [token.form for token, *_ in analyse(one)] + [token.form for token, *_ in analyse(other)]
    assert [token.form for token, *_ in analyse(text)] == forms


@given(PLAIN_WORDS, st.sampled_from(french.APOSTROPHES))
def test_every_apostrophe_is_one(word: str, apostrophe: str) -> None:
    assert main_forms(f"l{apostrophe}{word}") == main_forms(f"l'{word}")


@given(PLAIN_WORDS, PLAIN_WORDS, st.sampled_from(french.HYPHENS))
def test_every_hyphen_is_one_and_a_compound_is_found_both_ways(one: str, other: str, hyphen: str) -> None:
    compound = f"{one}{hyphen}{other}"
    assert described(compound) == described(f"{one}-{other}")
    (joined,) = main_forms(one + other)
    forms = {token.form for token, *_ in analyse(compound)}
    assert joined in forms or len(main_forms(compound)) == 1  # étudiant-e


@pytest.mark.parametrize(
    "unit",
    [
        *"'’-.·€²a1 \u0301\u00ad(",
        "l'", "qu’", "a.", "a-", "1 ", "123 ", "1.", "1,", "1-", "L. ", "L.1-", "e·", "ee·e", "é·e·s", "a(e)", "a@",
        "ᵉ", "aaa²", "12 345 ", "M€", "😀", "x’", "www.", "«", "*", "L*1",
    ],
)  # fmt: skip
def test_hostile_texts_take_linear_time(unit: str) -> None:
    """100 kB, with white space and without: a quadratic step would be noticed."""
    text = unit * (100_000 // len(unit)) + "x"
    for written in {text, text.replace(" ", "\u2060")}:
        assert sum(1 for _ in analyse(written)) <= 2 * len(written)


def test_a_very_long_word_keeps_its_beginning() -> None:
    (token,) = (token for token, *_ in analyse("a" * 1_000_000))
    assert token.form == "a" * french.MAX_FORM


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(french, "MAX_CACHED_TOKENS", 10)
    tokens = french.Tokens(chunks.analyse_chunk)
    for number in range(100):
        assert list(analyse(f"mot{number}", tokens.__getitem__)) == list(analyse(f"mot{number}"))
        assert len(tokens) <= 10
    list(analyse("z" * 1_000, tokens.__getitem__))
    assert "z" * 1_000 not in tokens


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(french).failed == 0
    assert doctest.testmod(chunks).failed == 0
