<?php
$parameters = http_build_query(['q' => 'dépistage', 'topic' => 'Prévention', 'from' => '2024']);
$context = stream_context_create(['http' => ['timeout' => 10, 'ignore_errors' => true]]);
$answer = json_decode(file_get_contents("http://127.0.0.1:8000/api/v1/search?$parameters", false, $context), true);
if (isset($answer['errors'])) {
    exit($answer['detail'] . "\n");
}
echo "{$answer['total']} publications\n";
foreach ($answer['hits'] as $hit) {
    echo "{$hit['title']} {$hit['url']}\n";
}
