import json
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen


def ask(parameters):
    """One answer; waits where it is asked to."""
    while True:
        try:
            with urlopen(f"http://127.0.0.1:8000/api/v1/search?{urlencode(parameters)}", timeout=10) as response:
                return json.load(response)
        except HTTPError as error:
            if error.code not in (429, 503):
                raise
            time.sleep(int(error.headers["Retry-After"]))


parameters = {"q": "cancer", "sort": "newest", "per_page": 100, "fields": "id,title", "highlight": "false"}
while True:
    answer = ask(parameters)
    for hit in answer["hits"]:
        print(hit["id"], hit["title"], sep="\t")
    if not answer["next_cursor"]:
        break
    parameters["cursor"] = answer["next_cursor"]
