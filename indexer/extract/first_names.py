"""First names that are common in France, to tell "Nguyen Lucie" from "Lucie Nguyen" (bylines.py)."""

from __future__ import annotations

from typing import Final

_NAMES = """
    adèle adrien agathe agnès alain alban albane alexandra alexandre alexis alice aline alix amandine amélie
    anaïs andréa angélique anne annick annie anouk antoine antonin apolline arnaud arthur astrid aude audrey
    aurélie aurélien aurore axelle baptiste barbara bastien béatrice benjamin bérénice bérengère blandine
    brigitte bruno camille capucine carine carole caroline catherine cécile cédric céline chantal charlène
    charline charlotte chloé christel christelle christian christiane christine christophe claire clara
    clarisse claudine clémence clémentine coline coralie corinne cyril cyrille damien danièle danielle
    delphine diane didier dominique dorothée édith édouard élaine éléonore éliane élisa élisabeth élise élodie
    éloïse elsa émeline émile émilie emma emmanuel emmanuelle enzo éric estelle esther étienne eugénie eva
    évelyne fabien fabienne fabrice fanny fatima fatoumata flavie florence florent florian floriane franck
    françoise frédéric frédérique gabrielle gaël gaëlle gaëtan geneviève geoffrey georges géraldine ghislaine
    gilles ginette gisèle guénolé guy gwenaëlle hélène héloïse hortense hubert huguette inès irène isabelle
    jacqueline jacques jean jeanne jeannine jennifer jérémy jérôme jessica joanna jocelyne joëlle johanna
    josette josiane judith julie juliette justine karim karine khadija laetitia laura laure laurence léa lena
    léonie leïla liliane line lionel lisa loïc lorraine louise luc lucie lucien ludivine ludovic lydie
    madeleine magali malik manon marc margaux margot marguerite marianne marie marielle marine marion marjorie
    marlène marthe maryse mathilde matthieu maud maxime mélanie mélissa michèle micheline mireille mohamed
    monique morgane muriel myriam nadège nadia nadine natacha nathalie nicole nina noémie océane odette odile
    olivia ophélie pascale patricia patrick paulette pauline perrine philippine pierrette quentin rachel
    raphaëlle régine renée romane romain rosalie sabine sabrina salomé samia samuel sandra sandrine sarah
    sébastien ségolène séverine simone solange solène solenne sonia sophie stéphane stéphanie sylvain sylvie
    suzanne tatiana théo thérèse thibault thibaut thierry tiphaine valentine valérie vanessa véronique
    victoire victor virginie viviane xavier yann yannick yasmina yohan yolande yves yvette yvonne zoé
"""
# First names that are frequent surnames too: they may open a name, and never show that it is inverted.
_ALSO_SURNAMES = """
    adam albert andré antoine arnaud aubert barthélémy benoît bernard bertrand charles claude
    clément colin daniel david denis didier fabre félix françois gabriel gauthier georges
    gérard gilbert grégoire guillaume guy henri henry hervé hubert hugues jacques jean joseph jules
    julien lambert laurent léon louis lucas lucien marc martin mathieu maurice michel nicolas noël
    olivier pascal paul perrin philippe pierre raymond rémy rené renaud richard robert roger roland
    simon thomas victor vincent
"""

SURE_FIRST_NAMES: Final = frozenset(_NAMES.split()) - frozenset(_ALSO_SURNAMES.split())
FIRST_NAMES: Final = frozenset(_NAMES.split()) | frozenset(_ALSO_SURNAMES.split())
