// SPDX-License-Identifier: Apache-2.0
// Every metric: CG_METRIC(NAME, type, exposition name, help). Types: COUNTER, GAUGE, HISTOGRAM (seconds).
CG_METRIC(HTTP_REQUESTS, COUNTER, "codegraph_http_requests_total", "HTTP requests answered")
CG_METRIC(HTTP_ERRORS, COUNTER, "codegraph_http_errors_total", "HTTP requests answered with status 500 or above")
CG_METRIC(HTTP_IN_FLIGHT, GAUGE, "codegraph_http_requests_in_flight", "HTTP requests being worked on")
CG_METRIC(HTTP_DURATION, HISTOGRAM, "codegraph_http_request_duration_seconds", "Time from the last byte of a request's head to its reply")
CG_METRIC(PARSE_FILES, COUNTER, "codegraph_parse_files_total", "Files parsed")
CG_METRIC(PARSE_BYTES, COUNTER, "codegraph_parse_bytes_total", "Source bytes parsed")
CG_METRIC(PARSE_CACHED, COUNTER, "codegraph_parse_cached_total", "Files whose facts were already known by their content")
CG_METRIC(PARSE_SKIPPED, COUNTER, "codegraph_parse_skipped_total", "Files skipped with a reason")
CG_METRIC(COMMITS, COUNTER, "codegraph_commits_total", "Generations committed")
CG_METRIC(COMMIT_DURATION, HISTOGRAM, "codegraph_commit_duration_seconds", "Time to commit one generation")
CG_METRIC(QUEUE_DEPTH, GAUGE, "codegraph_queue_depth", "Tasks waiting for a worker")
CG_METRIC(LOCK_CONTENDED, COUNTER, "codegraph_lock_contended_total", "Locks that were not free at once")
