-- The tables of a history (history.py), out of the runs, stories and findings that runs.py registers.
CREATE TABLE run AS SELECT id, begun, tree, seconds, signature, stories FROM manifests WHERE seconds IS NOT NULL;
CREATE TABLE story AS
    SELECT row_number() OVER () AS id, name, source, checked, judged FROM (
        SELECT story AS name, arg_max(s.source, m.begun) AS source, max(m.begun) AS checked,
            arg_max(m.judged, m.begun) AS judged
        FROM stories s JOIN manifests m ON m.id = s.run WHERE s.fault IS NULL GROUP BY story);
CREATE TABLE visited AS
    SELECT y.id AS story, m.id AS run, m.begun, m.tree, s.fault, s.versions, s.suppressed
    FROM stories s JOIN manifests m ON m.id = s.run JOIN story y ON y.name = s.story;
CREATE TABLE visit AS SELECT DISTINCT story, begun FROM visited WHERE fault IS NULL;
CREATE TABLE current AS  -- the stories that the last run over their tree saw
    SELECT DISTINCT v.story FROM visited v
    JOIN (SELECT tree, max(begun) AS begun FROM manifests GROUP BY tree) l ON l.tree = v.tree AND l.begun = v.begun;
CREATE TABLE version AS
    SELECT story, unnest(versions).lang AS lang, unnest(versions).path AS path, '' AS place, unnest(versions).words AS words
    FROM (SELECT story, arg_max(versions, begun) AS versions FROM visited
        WHERE fault IS NULL AND story IN (FROM current) GROUP BY story);
CREATE TABLE suppressed AS
    SELECT story, code, count(*) AS count FROM (
        SELECT story, unnest(suppressed).code AS code
        FROM (SELECT story, arg_max(suppressed, begun) AS suppressed FROM visited WHERE fault IS NULL GROUP BY story))
    GROUP BY story, code;
CREATE TABLE seen AS
    SELECT y.id AS story, f.run, m.begun, m.tree, f.fingerprint, f.code, f.rule, f.severity, f.lang, f.path, f.line, f.message, f.text, f.related
    FROM findings f JOIN manifests m ON m.id = f.run JOIN story y ON y.name = f.story;
CREATE TABLE finding AS
    SELECT row_number() OVER () AS id, * FROM (
        SELECT story, fingerprint, any_value(code) AS code, any_value(rule) AS rule,
            arg_max(list_position(['info', 'warning', 'error'], severity), begun) AS severity,
            any_value(lang) AS lang, arg_max(path, begun) AS path, arg_max(line, begun) AS line,
            arg_max(message, begun) AS message
        FROM seen GROUP BY story, fingerprint);
CREATE TABLE quote AS
    SELECT f.id AS finding, coalesce(arg_max(s.text, s.begun), '') AS text,
        coalesce(arg_max(s.related[1].lang, s.begun), '') AS other_lang,
        coalesce(arg_max(s.related[1].text, s.begun), '') AS other_text
    FROM finding f JOIN seen s ON s.story = f.story AND s.fingerprint = f.fingerprint GROUP BY f.id;
CREATE TABLE heading AS
    SELECT y.id AS story, arg_max(s.headline, m.begun) AS text
    FROM stories s JOIN manifests m ON m.id = s.run JOIN story y ON y.name = s.story
    WHERE s.fault IS NULL AND s.headline <> '' GROUP BY y.id;
-- every finding against every run that could have found it; one over the same tree without the story shows that it is gone
CREATE TABLE looked AS
    SELECT f.id AS finding, m.begun, s.fingerprint IS NOT NULL AS there,
        CASE WHEN v.story IS NULL THEN 'removed'
            WHEN list_contains([x.fingerprint for x in v.suppressed], split_part(f.fingerprint, '-', 1))
            THEN 'suppressed' ELSE 'fixed' END AS reason
    FROM finding f
    JOIN (SELECT DISTINCT story, fingerprint, tree FROM seen) t ON t.story = f.story AND t.fingerprint = f.fingerprint
    JOIN manifests m ON m.tree = t.tree
    LEFT JOIN visited v ON v.story = f.story AND v.run = m.id
    LEFT JOIN seen s ON s.story = f.story AND s.fingerprint = f.fingerprint AND s.run = m.id
    WHERE v.story IS NULL OR (v.fault IS NULL AND list_contains(m.codes, f.code)) OR s.fingerprint IS NOT NULL;
CREATE TABLE period AS
    SELECT finding, opened, closed, reason FROM (
        SELECT finding, there, begun AS opened, lead(begun) OVER w AS closed, lead(reason) OVER w AS reason FROM (
            SELECT *, lag(there) OVER (PARTITION BY finding ORDER BY begun) AS before FROM looked)
        WHERE there IS DISTINCT FROM coalesce(before, false)
        WINDOW w AS (PARTITION BY finding ORDER BY begun))
    WHERE there;
