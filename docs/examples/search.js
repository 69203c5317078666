const parameters = new URLSearchParams({ q: "dépistage", topic: "Prévention", from: "2024" });
const response = await fetch(`http://127.0.0.1:8000/api/v1/search?${parameters}`);
const answer = await response.json();
if (!response.ok) throw new Error(answer.detail);
console.log(`${answer.total} publications`);
for (const hit of answer.hits) console.log(`${hit.title} ${hit.url}`);
