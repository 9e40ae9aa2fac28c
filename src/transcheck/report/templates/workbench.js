"use strict";
(() => {
  const bench = document.querySelector(".bench"), form = bench.querySelector(".inputs");
  const state = bench.querySelector(".state"), results = bench.querySelector(".results");
  const source = bench.querySelector('[name="source"]'), pattern = document.querySelector("template");
  const names = new Map([...document.querySelectorAll("#languages option")].map((one) => [one.value, one.textContent]));
  const textual = /\.(?!docx$)[a-z0-9]+$/i;
  const wait = 150; // milliseconds after the last change of a text
  let timer = 0, running = null, forget = null;

  const versions = () => [...form.querySelectorAll(".version")];
  const field = (version, name) => version.querySelector(`[name="${name}"]`);

  const number = () => versions().forEach((version, at) => {
    version.querySelector("legend").textContent = `Version ${at + 1}`;
    version.querySelector("[data-remove]").textContent = versions().length > 2 ? "Remove" : "Clear";
  });

  const name = (version, tag) => {
    const guess = field(version, "lang").value ? "" : " (guessed; write another if it is wrong)";
    version.querySelector(".name").textContent = tag ? `${names.get(tag) ?? tag}${guess}` : "";
  };

  const say = (text, isWrong = false) => {
    state.textContent = text;
    state.classList.toggle("wrong", isWrong);
  };

  // findings of other texts than those shown
  const refuse = (text) => { say(text, true); forget?.(); forget = null; results.replaceChildren(); };

  const add = () => {
    const version = pattern.content.firstElementChild.cloneNode(true);
    field(version, "text").addEventListener("input", () => { version.dataset.guessed = ""; later(); });
    field(version, "lang").addEventListener("change", () => { name(version, ""); later(0); });
    version.querySelector("[data-remove]").addEventListener("click", () => {
      version.remove();
      if (versions().length < 2) add();
      number();
      later(0);
    });
    version.querySelector("[data-copy-text]").addEventListener("click", async (event) => {
      const text = field(version, "text");
      try { await navigator.clipboard.writeText(text.value); } catch { text.select(); document.execCommand("copy"); }
      event.target.textContent = "Copied";
    });
    form.append(version);
    number();
    return version;
  };

  const base64 = (buffer) => {
    let text = "";
    const bytes = new Uint8Array(buffer);
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };

  const read = async (file) => {
    const version = versions().find((one) => one.dataset.file === file.name)
      ?? versions().find((one) => !field(one, "text").value && !one.file && !one.dataset.file) ?? add();
    const area = field(version, "text");
    version.dataset.file = file.name;
    version.dataset.guessed = "";
    const data = await file.arrayBuffer();
    let text = null;
    if (textual.test(file.name)) {
      try { text = new TextDecoder("utf-8", { fatal: true }).decode(data); } catch { text = null; }
    }
    version.file = text === null ? base64(data) : null;
    area.value = text ?? "";
    const asItIs = text === null;
    area.hidden = version.querySelector("[data-copy-text]").hidden = asItIs;
    version.querySelector(".file").textContent = asItIs
      ? `${file.name}. To change it, save it in its own program, and drop it here again.` : file.name;
  };

  const take = async (files) => {
    for (const file of files) {
      try { await read(file); } catch { say(`${file.name} cannot be read; is it a folder?`, true); }
    }
    later(0);
  };

  const request = () => {
    const filled = versions().filter((version) => field(version, "text").value.trim() || version.file);
    const body = {
      source: source.value,
      versions: filled.map((version) => {
        const one = { lang: field(version, "lang").value.trim() || version.dataset.guessed || "", name: version.dataset.file ?? "" };
        return version.file ? { ...one, data: version.file } : { ...one, text: field(version, "text").value };
      }),
    };
    return { filled, body: JSON.stringify(body) };
  };

  const post = (address, body, signal) => fetch(address, {
    method: "POST", body, signal,
    headers: { "Content-Type": "application/json", "X-Transcheck-Token": bench.dataset.token },
  });

  const fail = async (response) => {
    const text = await response.text();
    try { return JSON.parse(text).error; } catch { return text.trim() || response.statusText; }
  };

  const sources = (filled) => {
    const chosen = source.value;
    const tags = filled.map((version) => version.dataset.lang).filter(Boolean);
    source.replaceChildren(new Option("not known", ""), ...tags.map((tag) => new Option(names.get(tag) ?? tag, tag)));
    source.value = tags.includes(chosen) ? chosen : "";
  };

  const check = async () => {
    const { filled, body } = request();
    running?.abort();
    if (!filled.length || (filled.length < 2 && !filled[0].dataset.file)) {
      say(filled.length ? "Give a second version to compare it with." : "");
      results.replaceChildren();
      return;
    }
    const mine = running = new AbortController();
    say("Checking…");
    try {
      const response = await post("check", body, mine.signal);
      if (!response.ok) { refuse(`Not checked: ${await fail(response)}`); return; }
      const answer = await response.json();
      if (mine !== running) return;
      filled.forEach((version, at) => {
        const lang = answer.langs.length === filled.length && answer.langs[at] !== "und" ? answer.langs[at] : "";
        if (!field(version, "lang").value) version.dataset.guessed = lang;
        version.dataset.lang = lang;
        name(version, lang);
      });
      sources(filled);
      forget?.();
      results.innerHTML = answer.html;
      forget = showFindings();
      say(answer.findings === 0 ? "Nothing found." : `${answer.findings} ${answer.findings === 1 ? "finding" : "findings"}.`);
    } catch (error) {
      if (error.name !== "AbortError") refuse("Not checked: the server does not answer. Is it still running?");
    }
  };

  const later = (after = wait) => { clearTimeout(timer); timer = setTimeout(check, after); };

  bench.querySelector("[data-add]").addEventListener("click", () => field(add(), "text").focus());
  bench.querySelector('[type="file"]').addEventListener("change", (event) => { take([...event.target.files]); event.target.value = ""; });
  source.addEventListener("change", () => later(0));
  form.addEventListener("submit", (event) => event.preventDefault());
  bench.querySelectorAll("[data-report]").forEach((button) => button.addEventListener("click", async () => {
    const response = await post(`report/${button.dataset.report}`, request().body);
    if (!response.ok) { say(`No report: ${await fail(response)}`, true); return; }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition"))?.[1] ?? "transcheck";
    link.click();
    URL.revokeObjectURL(link.href);
  }));
  document.addEventListener("dragover", (event) => { event.preventDefault(); bench.classList.add("over"); });
  document.addEventListener("dragleave", () => bench.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    bench.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  add();
  add();
})();
