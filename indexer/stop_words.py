"""French and English words without a subject of their own, folded.

They are left out of a query unless nothing else is in it. They are indexed.

A query has no language: an English word that means something in French (but, an, or an acronym: WHO, US, CAN) is none
of these, and costs little, as nearly every English text has it.
"""

STOP_WORDS = frozenset(
    """a afin ai aie aient ainsi alors apres as au aucun aucune aupres auquel aussi autre autres aux avaient avait
    avant avec avez avoir avons ayant bien c car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci
    combien comme comment d dans de depuis des desquelles desquels deux dois doit donc dont du duquel elle elles
    en encore entre es est et etaient etait etant ete etes etre eu eux fait faire faut fera font furent fut il ils
    j je jusqu jusque l la laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me
    meme memes mes mien moi moins mon n ne ni nos notre nous on ont or ou par parce pas pendant peu peut peuvent peux
    plus pour pourquoi puis puisque qu quand que quel quelle quelles quels qui quoi rien s sa sans se sera serait
    seront ses si sien soi soient soit sommes son sont sous suis sur t ta te tes toi ton tous tout toute toutes tres
    tu un une unes uns vers via voici voila vos votre vous vu y

    about after also and any are at be been before being between both by could did do does during each for from had has
    have he her here his how i in into is it its not of our over she should such than that the their them then there
    these they this those through to under was we were what when where which while will with would you your""".split()
)
