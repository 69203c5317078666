"""The id of a publication in the path of an endpoint."""

from searchapp.parameters import Text

IDENTIFIER = Text(
    name="identifier",
    description="The id of the publication as it stands in a hit, encoded: it may hold slashes, which need not be "
    "encoded, and end in anything.",
    example="reports/rapport-activite-2024.pdf",
    max_length=2_000,
)
