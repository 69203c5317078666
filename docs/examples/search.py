import json
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

parameters = {"q": "dépistage", "topic": ["Prévention"], "from": "2024"}
try:
    with urlopen(f"http://127.0.0.1:8000/api/v1/search?{urlencode(parameters, doseq=True)}", timeout=10) as response:
        answer = json.load(response)
except HTTPError as error:
    raise SystemExit(json.load(error)["detail"]) from error
print(f"{answer['total']} publications")
for hit in answer["hits"]:
    print(hit["title"], hit["url"])
