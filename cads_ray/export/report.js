"use strict";
const D = JSON.parse(document.getElementById("data").textContent);
const I = D.index, COUNT = I.id.length;
const main = document.getElementById("main"), dialog = document.getElementById("sample");
const GALLERY = 24, DETAIL = 100;
const STATES = ["accepted", "adversarial", "unsolvable", "contested", "duplicate", "excluded", "failed", "pending"];
const BALLOTS = {m: "match", o: "other", s: "abstain", a: "absent"};
const color = state => `var(--${STATES.includes(state) ? state : "pending"})`;
const words = text => String(text).replaceAll("_", " ");
const percent = share => share === null || share === undefined ? "–" : Math.round(100 * share) + "%";
const fixed = (value, digits) => value === null || value === undefined ? "–" : Number(value).toFixed(digits);
const dollars = value => value === null || value === undefined ? "–" : "$" + (value >= 1 || value === 0 ? value.toFixed(2) : value.toFixed(4));

/* Everything that models wrote goes through text nodes: a reply is data and never markup. */
function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "style") node.style.cssText = value;
    else node.setAttribute(key, value);
  }
  for (const child of children.flat(9)) if (child !== null && child !== undefined && child !== false) node.append(child);
  return node;
}
const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const draw = (tag, attributes = {}, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
const table = (head, rows, left = []) => el("table", {}, el("thead", {}, el("tr", {}, head.map((name, i) => el("th", left.includes(i) ? {class: "text"} : {}, name)))),
  el("tbody", {}, rows.map(row => el("tr", {}, row.map((cell, i) => el("td", left.includes(i) ? {class: "text"} : {}, cell instanceof Node ? cell : String(cell)))))));
const value = (key, n) => D.values[key] ? D.values[key][I[key][n]] : I[key][n];
const picture = (sha, small) => sha ? el("img", {src: D.pictures[sha] || `blobs/${sha.slice(0, 2)}/${sha}`, loading: "lazy", decoding: "async", alt: "the picture of the question", ...(small ? {class: "small"} : {})}) : el("div", {class: "none"}, "no picture");
const tag = state => el("span", {class: "tag", style: `background:${color(state)}`}, state);
const section = (id, title, note, ...body) => [el("h2", {id}, title), note ? el("p", {class: "note"}, note) : null, ...body];

function header() {
  const s = D.states, voted = s.accepted + s.adversarial + s.unsolvable + s.contested;
  const tiles = [["kept samples", D.kept], ["planned", s.planned], ["adversarial of judged", percent(voted ? s.adversarial / voted : null)],
    ["model calls", D.calls], ["cost", D.cost.split(",")[0]], ["heuristics versions", D.versions.length]];
  return [el("h1", {}, D.title), el("p", {class: "sub"}, D.subtitle),
    el("div", {class: "tiles"}, tiles.map(([name, figure]) => el("div", {class: "tile"}, el("b", {}, String(figure)), el("span", {}, name)))),
    D.missing.length ? el("div", {class: "notice"}, D.missing.map(line => el("p", {}, line))) : null];
}

/* 0 and two to five steps of 1, 2 or 5 times a power of ten, the last of them not below `most`. */
function roundTicks(most) {
  const rough = (most || 1) / 4, power = 10 ** Math.floor(Math.log10(rough)), step = [1, 2, 5, 10].find(n => n * power >= rough * (1 - 1e-9)) * power;
  return Array.from({length: Math.ceil((most || 1) / step - 1e-9) + 1}, (_, n) => n * step);
}
/* Lines over rounds, from zero up; each series is [name, color, values], null where there is none. */
function lines(series, format) {
  const W = 520, H = 190, L = 46, R = 12, T = 12, B = 26, n = D.rounds.length;
  const all = series.flatMap(each => each[2]).filter(v => v !== null && v !== undefined);
  if (!all.length) return el("p", {class: "empty"}, "nothing to show yet");
  const ticks = roundTicks(Math.max(...all)), top = ticks.at(-1) * 1.04;
  const x = i => n === 1 ? (L + W - R) / 2 : L + i * (W - L - R) / (n - 1), y = v => H - B - v / top * (H - T - B);
  const chart = draw("svg", {class: "chart", viewBox: `0 0 ${W} ${H}`, role: "img"},
    ticks.map(t => [draw("line", {x1: L, x2: W - R, y1: y(t), y2: y(t), stroke: "var(--line)"}), draw("text", {x: L - 6, y: y(t) + 4, "text-anchor": "end"}, format(t))]),
    D.rounds.map((r, i) => n <= 12 || i % Math.ceil(n / 12) === 0 ? draw("text", {x: x(i), y: H - 8, "text-anchor": "middle"}, (n === 1 ? "round " : "") + (r.round + 1)) : null),
    series.map(([name, paint, values]) => {
      const points = values.map((v, i) => v === null || v === undefined ? null : [x(i), y(v), v]).filter(Boolean);
      return [draw("polyline", {points: points.map(p => p.slice(0, 2).join(",")).join(" "), fill: "none", stroke: paint, "stroke-width": 2.2, "stroke-linejoin": "round"}),
        points.map(p => draw("circle", {cx: p[0], cy: p[1], r: 3.6, fill: paint}, draw("title", {}, `${name}: ${format(p[2])}`)))];
    }));
  return el("div", {}, chart, el("div", {class: "legend"}, series.map(([name, paint]) => el("span", {}, el("i", {style: `background:${paint}`}), name))));
}

function rounds() {
  const rows = D.rounds.map(r => el("div", {class: "row"}, el("span", {}, `round ${r.round + 1}`),
    el("div", {class: "bar", title: STATES.filter(s => r[s]).map(s => `${r[s]} ${s}`).join(", ")}, STATES.filter(s => r[s]).map(s => el("i", {style: `width:${100 * r[s] / r.planned}%;background:${color(s)}`}))),
    el("span", {}, `yield ${percent(r.yield)}, adversarial ${percent(r.adversarial_rate)}`)));
  const legend = el("div", {class: "legend"}, STATES.filter(s => D.states[s]).map(s => el("span", {}, el("i", {style: `background:${color(s)}`}), `${D.states[s]} ${s}`)));
  const most = Math.max(1, ...D.consensus), of = key => D.rounds.map(r => r[key]);
  const hist = el("div", {class: "hist"}, D.consensus.map((n, c) => el("div", {}, String(n), el("i", {style: `height:${Math.round(165 * n / most)}px`}), `C = ${c}`)));
  const money = D.rounds.some(r => r.usd > 0);
  return [...section("rounds", "Round by round", "", el("div", {class: "panel"}, rows, legend)),
    el("div", {class: "two", style: "margin-top:16px"},
      el("div", {class: "panel"}, el("h3", {}, "Yield and adversarial rate"), lines([["kept of planned", "var(--good)", of("yield")], ["adversarial of judged", "var(--warm)", of("adversarial_rate")]], percent)),
      el("div", {class: "panel"}, el("h3", {}, "Consensus: judges that found the key, the author included"), hist),
      el("div", {class: "panel"}, el("h3", {}, "Seconds a call"), lines([["median", "var(--accent)", of("seconds_median")], ["90th percentile", "var(--contested)", of("seconds_p90")]], v => fixed(v, 2))),
      el("div", {class: "panel"}, el("h3", {}, money ? "Cost of a kept sample" : "Calls"), money ? lines([["dollars for each kept sample", "var(--good)", of("usd_per_kept")]], dollars) : lines([["calls made", "var(--good)", of("calls")], ["answered from the ledger", "var(--soft)", of("cached")]], v => Math.round(v)))),
    ...section("costs", "Calls and cost", `${D.cost}; all sessions of the run.`, el("div", {class: "panel"}, table(["member", "task", "calls", "from the ledger", "seconds each", "cost"], D.costs, [0, 1])))];
}

/* Figures are null where nothing can be said. */
function judges() {
  const A = D.agreement;
  if (!A || !A.samples) return [];
  const names = A.judges.map(j => j.judge), favour = Object.fromEntries(A.self_preference.map(f => [f.judge, f])), span = x => x ? `${fixed(x[0], 2)} to ${fixed(x[1], 2)}` : "–";
  const pair = (a, b) => A.pairs.find(p => p.judges.includes(a) && p.judges.includes(b));
  const shade = (v, paint) => v === null ? "" : `background:color-mix(in srgb, ${v >= 0 ? paint : "var(--failed)"} ${Math.round(Math.min(1, Math.abs(v)) * 55)}%, transparent)`;
  const heat = (field, size, paint) => el("table", {class: "heat"}, el("thead", {}, el("tr", {}, el("th", {}), names.map(n => el("th", {style: "text-align:center"}, n)))),
    el("tbody", {}, names.map(a => el("tr", {}, el("td", {}, a), names.map(b => { const p = pair(a, b);
      return a === b || !p ? el("td", {class: "empty"}, "·") : el("td", {style: shade(p[field], paint), title: `${p[size]} samples`}, fixed(p[field], 2)); })))));
  const told = `${A.samples} samples judged; Fleiss' κ of all ${fixed(A.fleiss, 2)}; ` + (A.effective_votes === null ? "" : `${names.length} judges are worth ${fixed(A.effective_votes, 1)} independent votes.`)
    + (A.audited ? ` Measured against the truth of ${A.audited} samples.` : " The key stands for the truth, which nobody checked.") + (A.unasked ? ` ${A.unasked} judges were not asked, since no vote of theirs could change the state.` : "");
  const head = ["judge", "votes", "abstained", "absent", "finds the key", ...(A.audited ? ["right, by the truth", "95%"] : []), "right, by the posterior", "favours itself by", "95%"];
  const rows = A.judges.map(j => [j.judge, j.votes, j.abstained, j.absent, percent(j.finds_the_key), ...(A.audited ? [fixed(j.accuracy, 2), span(j.interval)] : []), fixed(j.estimated, 2), fixed((favour[j.judge] || {}).gap, 2), span((favour[j.judge] || {}).interval)]);
  return section("judges", "Judges", told, el("div", {class: "panel"}, table(head, rows)), el("div", {class: "two", style: "margin-top:16px"},
    el("div", {class: "panel"}, el("h3", {}, "Agreement of each pair beyond chance (Cohen's κ)"), heat("kappa", "samples", "var(--good)")),
    el("div", {class: "panel"}, el("h3", {}, "When both are wrong: share that is the same wrong answer"), heat("same_when_wrong", "both_wrong", "var(--warm)"))));
}

function diversity() {
  const names = Object.keys(D.diversity);
  if (!names.length) return [];
  const at = D.diversity[names[0]].compared;
  const rows = names.map(n => { const d = D.diversity[n]; return [n, d.questions, fixed(d.vendi, 1), fixed(d.distinct_1, 2), fixed(d.distinct_2, 2), `${fixed(d.domains, 2)} (${d.groups})`, d.entropy === null ? "–" : `${fixed(d.entropy, 2)} (${d.cells})`]; });
  const quota = D.quotas && (D.quotas.unmet.length || D.quotas.full.length) ? el("div", {class: "notice"}, D.quotas.unmet.map(x => el("p", {}, "quota not met: " + x)), D.quotas.full.map(x => el("p", {}, "quota used up: " + x))) : null;
  return section("diversity", "Diversity", `Vendi score (so many different questions are in ${at}) and distinct n-grams grow with the number of questions, so every group is compared at ${at} of them; entropies are 1 for an even spread over as many cells as the brackets say. A fall from round to round is collapse.`,
    el("div", {class: "panel"}, table(["", "questions", "Vendi score", "distinct words", "distinct pairs", "entropy of domains", "of domain × strategy × generator"], rows)), quota);
}

/* Samples by a column of the recipe, and what a student makes of them. */
function groups() {
  const parts = Object.entries(D.groups || {}).map(([column, values]) => [el("h3", {}, "by " + words(column)),
    table([words(column), "seeds", "planned", "kept", "adversarial", "contested", "unsolvable", "pass rate"], Object.entries(values).map(([name, g]) =>
      [words(name) || "(none)", g.seeds, g.planned, g.kept, g.adversarial || 0, g.contested || 0, g.unsolvable || 0, fixed(g.pass_rate, 2)]))]);
  const S = D.student;
  if (S) parts.push(el("p", {}, `A student solves ${S.solved} of the samples that were kept by the votes always, ${S.learnable} now and then, ${S.unsolved} never.`));
  return parts.length ? section("groups", Object.keys(D.groups || {}).length ? "What was made of what" : "The student", "", el("div", {class: "panel"}, parts)) : [];
}

function heuristics() {
  let before = new Map();
  const parts = D.versions.map((v, i) => {
    const now = new Map(v.insights.map(x => [x.id, x.text]));
    const items = [...v.insights.map(x => el("li", i && !before.has(x.id) ? {class: "new"} : {}, x.text)), ...[...before].filter(([id]) => !now.has(id)).map(([, text]) => el("li", {class: "gone"}, text))];
    before = now;
    return el("div", {class: "version"}, el("h3", {}, `version ${v.version.slice(0, 8)}, from round ${v.round + 1}`), items.length ? el("ul", {class: "diff"}, items) : el("p", {class: "empty"}, "no insight: the authors see the seed and its analysis alone"),
      v.log.length ? el("details", {}, el("summary", {}, "what was tried"), el("ul", {class: "log"}, v.log.map(x => el("li", {}, x)))) : null);
  });
  return section("heuristics", "Heuristics, version by version", "What the authors are told beyond the seed; green is new against the version before, struck out is retired.", el("div", {class: "panel versions"}, parts.length ? parts : el("p", {class: "empty"}, "none")));
}

/* The gallery works on the index alone; a sample's own page is loaded when it is opened. */
let found = [];
function gallery() {
  const keys = ["state", "domain", "strategy", "author", "round", "judge", "seed", ...Object.keys(D.groups || {})], names = {author: "generator", judge: "judge and vote"};
  const chosen = {}; let text = "", page = 0, timer = 0;
  const grid = el("div", {class: "grid"}), count = el("p", {class: "count"}), where = el("span");
  const back = el("button", {onclick: () => turn(-1)}, "previous"), on = el("button", {onclick: () => turn(1)}, "next");
  const low = Array.from({length: COUNT}, (_, n) => (I.question[n] + " " + I.answer[n] + " " + I.id[n]).toLowerCase());
  const test = key => { const want = chosen[key];
    if (key === "judge") { const [at, ballot] = [+want.split(":")[0], want.split(":")[1]]; return n => I.votes[n][at] === ballot; }
    return D.values[key] ? n => I[key][n] === +want : n => I[key][n] === +want; };
  const options = key => key === "round" ? [...new Set(I.round)].sort((a, b) => a - b).map(r => [r, `round ${r + 1}`])
    : key === "judge" ? D.values.judge.flatMap((name, i) => Object.entries(BALLOTS).filter(([b]) => I.votes.some(v => v[i] === b)).map(([b, ballot]) => [`${i}:${b}`, `${name}: ${ballot}`]))
    : D.values[key].map((name, i) => [i, words(name) || "(none)"]).sort((a, b) => a[1] < b[1] ? -1 : 1);
  function turn(by) { page += by; show(); document.getElementById("samples").scrollIntoView(); }
  function filter() {
    const tests = keys.filter(k => chosen[k] !== undefined).map(test), parts = text.split(/\s+/).filter(Boolean);
    found = [];
    for (let n = 0; n < COUNT; n++) if (tests.every(t => t(n)) && parts.every(p => low[n].includes(p))) found.push(n);
    page = 0; show();
  }
  function show() {
    const pages = Math.max(1, Math.ceil(found.length / GALLERY));
    page = Math.min(Math.max(0, page), pages - 1); back.disabled = page === 0; on.disabled = page === pages - 1;
    count.textContent = `${found.length} of ${COUNT} samples`; where.textContent = `page ${page + 1} of ${pages}`;
    grid.replaceChildren(...found.slice(page * GALLERY, (page + 1) * GALLERY).map(card));
  }
  const selects = keys.map(k => { const choice = options(k), select = el("select", {"aria-label": names[k] || k, onchange: e => { if (e.target.value === "") delete chosen[k]; else chosen[k] = e.target.value; select.classList.toggle("set", e.target.value !== ""); filter(); }},
    el("option", {value: ""}, k === "judge" ? "every vote" : `every ${names[k] || k}`), choice.map(([v, label]) => el("option", {value: v}, label))); return select; });
  const search = el("input", {type: "search", placeholder: "search question, answer, id", "aria-label": "search", oninput: e => { clearTimeout(timer); timer = setTimeout(() => { text = e.target.value.toLowerCase(); filter(); }, 120); }});
  filter();
  return section("samples", "Samples", "", el("div", {class: "filters"}, selects, search), count, grid, el("div", {class: "pages"}, back, where, on));
}
const voteChip = (judge, author, ballot) => judge === author ? el("span", {class: `vote ${ballot} own`, title: "the author's own vote, which is not independent"}, `${judge} (author): ${ballot}`) : el("span", {class: `vote ${ballot}`}, `${judge}: ${ballot}`);
function card(n) {
  const state = value("state", n), votes = [...I.votes[n]].map((b, i) => b === "-" ? null : voteChip(D.values.judge[i], value("author", n), BALLOTS[b]));
  return el("button", {class: "card", "data-id": I.id[n], onclick: () => open(n)}, picture(I.image[n]), el("div", {}, tag(state)), el("div", {class: "q"}, I.question[n]),
    I.answer[n] ? el("div", {class: "a"}, "a′ = " + I.answer[n]) : null, votes.length ? el("div", {class: "votes"}, votes) : null,
    el("div", {class: "meta"}, `${value("domain", n) || "–"} · ${words(value("strategy", n))} · ${value("author", n)} · round ${I.round[n] + 1}`));
}

/* Pages of samples: inside the report, or a script of report/ each. */
const waiting = {};
function page(number, samples) { D.pages[number] = samples; (waiting[number] || []).forEach(done => done()); delete waiting[number]; }
function load(number, done) {
  if (D.pages[number]) return done();
  (waiting[number] = waiting[number] || []).push(done);
  if (waiting[number].length === 1) document.body.append(el("script", {src: `report/${String(number).padStart(5, "0")}.js`, onerror: () => lost(number)}));
}
function lost(number) {
  delete waiting[number];
  dialog.firstElementChild.replaceChildren(el("p", {style: "padding-top:20px"}, "The folder report/ belongs beside report.html; without it only the gallery works."), el("button", {onclick: () => dialog.close()}, "close"));
  if (!dialog.open) dialog.showModal();
}
const open = n => load(Math.floor(n / DETAIL), () => view(n, D.pages[Math.floor(n / DETAIL)][n % DETAIL]));
const known = new Map(I.id.map((id, n) => [id, n]));
const step = (name, key, ...body) => el("div", {class: key ? "step key" : "step"}, el("h3", {}, name), body);
const fold = (name, text) => text ? el("details", {}, el("summary", {}, name), el("pre", {}, text)) : null;
const list = choices => (choices || []).length ? el("ol", {type: "A"}, choices.map(c => el("li", {}, c))) : null;
function ancestors(id) { const chain = []; for (let seed = D.seeds[id]; seed; seed = D.seeds[seed.parent]) chain.unshift(seed); return chain; }
function twin(reason) {
  const id = (/^twin of (.*)$/.exec(reason || "") || [])[1];
  return id && known.has(id) ? el("button", {class: "link", onclick: () => open(known.get(id))}, "show the twin") : null;
}
function seedStep(seed, own) {
  return [known.has(seed.id) ? el("p", {}, el("button", {class: "link", onclick: () => open(known.get(seed.id))}, `${seed.id}, a sample of an earlier round`)) : null, seed.image ? picture(seed.image, true) : null,
    el("p", {}, seed.text || ""), list(seed.choices), seed.answer ? el("p", {}, el("b", {}, "answer: " + seed.answer)) : null, own ? el("p", {class: "note"}, [seed.attribution, seed.license].filter(Boolean).join(", ")) : null];
}
function view(n, s) {
  const at = found.indexOf(n), state = value("state", n), version = value("version", n), texts = Object.fromEntries(D.versions.flatMap(v => v.insights.map(x => [x.id, x.text])));
  const move = by => { const to = found[at + by]; if (to !== undefined) open(to); };
  const top = el("div", {class: "top"}, el("div", {}, tag(state), " ", el("b", {}, I.id[n])), el("div", {class: "moves"},
    el("button", {onclick: () => move(-1), ...(at < 1 ? {disabled: ""} : {})}, "‹"), el("button", {onclick: () => move(1), ...(at < 0 || at === found.length - 1 ? {disabled: ""} : {})}, "›"), el("button", {onclick: () => dialog.close()}, "close")));
  const chain = ancestors(value("seed", n));
  dialog.firstElementChild.replaceChildren(top, s.reason ? el("p", {}, s.reason, " ", twin(s.reason)) : "",
    step(`1 · seed ${value("seed", n)}`, false, chain.map((seed, i) => seedStep(seed, i === 0))),
    step(`2 · rationale analysis by ${value("author", n)}`, false, el("p", {}, el("b", {}, value("domain", n) || ""), " ", (s.concepts || []).join("; ")), s.reasoning ? el("pre", {}, s.reasoning) : null),
    Object.keys(s.more).length ? step("the recipe's own", false, Object.entries(s.more).map(([name, text]) => el("p", {}, el("b", {}, words(name) + ": "), String(text)))) : "",
    step(`3 · strategy: ${words(value("strategy", n))}`, false, el("p", {}, s.strategy_text || ""), s.insights.length ? [el("p", {class: "note"}, `heuristics shown (version ${version.slice(0, 8)}):`), el("ul", {}, s.insights.map(id => el("li", {}, texts[id] || id)))] : el("p", {class: "note"}, "no heuristics shown")),
    step("4 · the sample", true, picture(I.image[n]), el("p", {class: "big"}, s.question || ""), list(s.choices), el("p", {class: "big"}, el("b", {}, "a′ = " + (s.answer || "–") + (s.unit && !(s.answer || "").includes(s.unit) ? " " + s.unit : ""))), fold("rationale", s.rationale), fold("visual prompt", s.visual_prompt)),
    step(s.votes.length ? `5 · judged blind: C = ${s.consensus ?? "–"} of ${s.voters ?? 0} voters (with the author ${s.consensus_all ?? "–"})` : "5 · not judged", false, s.votes.map(v => el("div", {class: "judge"}, el("div", {}, el("span", {class: `vote ${v.ballot}`}, v.ballot), " ", el("b", {}, v.judge), ` sees ${v.sees}${v.is_author ? ", is the author" : ""}: `, el("b", {}, v.answer || "no answer"), v.rule ? el("span", {class: "note"}, `  (${v.rule})`) : null), fold("its solution", v.raw)))),
    s.attempts.length ? step(`the student: pass rate ${fixed(s.pass_rate, 2)}`, false, s.attempts.map(v => el("div", {class: "judge"}, el("div", {}, el("span", {class: `vote ${v.ballot}`}, v.ballot), " ", el("b", {}, v.answer || "no answer")), fold("its solution", v.raw)))) : "",
    step("6 · calls", false, el("details", {}, el("summary", {}, `${s.calls.length} calls`), table(["task", "member", "seconds", "cost", "ledger key"], s.calls.map(c => [c.task, c.member, c.cached ? "from the ledger" : fixed(c.seconds, 2), c.usd === null ? "unknown" : dollars(c.usd), (c.key || "").slice(0, 12)]), [0, 1]))));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}
dialog.addEventListener("click", e => { if (e.target === dialog) dialog.close(); });
dialog.addEventListener("keydown", e => { const arrows = dialog.querySelectorAll(".moves button"); if (e.key === "ArrowLeft") arrows[0].click(); if (e.key === "ArrowRight") arrows[1].click(); });

function setAside() {
  const parts = [];
  if (D.reasons.length) parts.push(...section("reasons", "Not kept, by reason", "", el("div", {class: "panel"}, table(["state", "reason", "samples"], D.reasons.map(([state, reason, n]) => [tag(state), reason, n]), [0, 1]))));
  if (D.rejected.length) parts.push(...section("seeds", "Seeds set aside", "", el("div", {class: "panel"}, table(["file", "line", "reason"], D.rejected.map(r => [r.file, r.line, r.reason]), [0, 2]))));
  return parts;
}
document.title = D.title;
fill(main, {}, [header(), rounds(), judges(), groups(), diversity(), heuristics(), gallery(), setAside()]);
main.querySelector(".sub").after(el("nav", {}, [...main.querySelectorAll("h2")].map(h => el("a", {href: "#" + h.id}, h.textContent))));
