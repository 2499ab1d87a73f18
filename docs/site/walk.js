// SPDX-License-Identifier: BSD-2-Clause
// Walks the page tables of a recorded boot (`boots`, from walk-data.js) for the address that the reader types, and draws
// the boot's memory map and timeline.
//
// Intel, "Software Developer's Manual", volume 3, "4-Level Paging and 5-Level Paging", "Page-Fault Exceptions", "Page
// Attribute Table"; docs/boot-info.md, "Cacheability".
"use strict";

const names = ["PT", "PD", "PDPT", "PML4", "PML5"];                      // by level, from 1 on
const flags = [[0, "P", "present"], [1, "RW", "writable"], [2, "US", "user"], [3, "PWT", "write-through"],
    [4, "PCD", "cache disabled"], [5, "A", "accessed"], [6, "D", "dirty"], [8, "G", "global"]];
const memoryTypes = ["write-back", "write-through", "uncached, unless an MTRR says write-combining", "uncached",
    "write-back", "write-combining", "uncached, unless an MTRR says write-combining", "uncached"];   // IA32_PAT
const physicalMask = 0x000FFFFFFFFFF000n;
const directMap = 0xFFFF800000000000n;
const pageSizes = ["4 KiB", "2 MiB", "1 GiB"];

const bit = (value, number) => (value >> BigInt(number) & 1n) === 1n;
const hex = (value, digits = 1) => value.toString(16).toUpperCase().padStart(digits, "0");
const shiftOf = level => 12 + 9 * (level - 1);

// An entry of a table of this level: whether it maps a page, what it leads to, and what it allows.
const mapsPage = (entry, level) => bit(entry, 0) && (level === 1 || (level <= 3 && bit(entry, 7)));
const targetOf = (entry, level) => entry & physicalMask & ~(mapsPage(entry, level) ? (1n << BigInt(shiftOf(level))) - 1n : 0n);
const hasPat = (entry, level) => bit(entry, level === 1 ? 7 : 12);
const rightsOf = entry => ({write: bit(entry, 1), execute: !bit(entry, 63), user: bit(entry, 2)});

// ---- The walk, without a page around it ----

// Takes an address as a person writes it. Returns it, or why it is none.
function addressFrom(text) {
    const digits = text.replace(/[\s_'`]/g, "").replace(/^0x/i, "").replace(/h$/i, "");
    if (!/^[0-9a-f]+$/i.test(digits))
        return {mistake: "a number in hexadecimal is wanted, such as FFFFFFFF80000000"};
    const value = BigInt("0x" + digits);
    return value >> 64n ? {mistake: "an address has 64 bits: 16 digits at most"} : {value};
}

function isCanonical(address, levels) {
    const high = address >> BigInt(shiftOf(levels) + 8);                // the sign, and all bits above it
    return high === 0n || high === (1n << BigInt(64 - shiftOf(levels) - 8)) - 1n;
}

const tables = new Map();

// Returns the 512 entries of the table at this physical address; undefined if the boot has none there.
function entriesAt(boot, physical) {
    const key = boot.levels + ":" + hex(physical);
    if (!tables.has(key) && hex(physical) in boot.tables) {
        const bytes = Uint8Array.from(atob(boot.tables[hex(physical)]), letter => letter.charCodeAt(0));
        tables.set(key, new BigUint64Array(bytes.buffer));
    }
    return tables.get(key);
}

// Returns each entry on the way, and what comes of it: `end` is "page", "not mapped" or "not canonical".
function walk(boot, address) {
    const steps = [];
    if (!isCanonical(address, boot.levels))
        return {steps, end: "not canonical"};
    const rights = {write: true, execute: true, user: true};
    let table = BigInt("0x" + boot.root);
    for (let level = boot.levels; level > 0; --level) {
        const index = Number(address >> BigInt(shiftOf(level)) & 511n);
        const entry = entriesAt(boot, table)[index];
        const present = bit(entry, 0);
        const isPage = mapsPage(entry, level);
        steps.push({level, table, index, entry, present, isPage});
        if (!present)
            return {steps, end: "not mapped"};
        for (const [right, allowed] of Object.entries(rightsOf(entry)))
            rights[right] &&= allowed;
        const target = targetOf(entry, level);
        if (isPage) {
            const type = (hasPat(entry, level) ? 4 : 0) + (bit(entry, 4) ? 2 : 0) + (bit(entry, 3) ? 1 : 0);
            const offset = address & (1n << BigInt(shiftOf(level))) - 1n;
            return {steps, end: "page", rights, type, physical: target + offset};
        }
        table = target;
    }
}

// The kind of the memory map's range with this physical address.
function kindOf(boot, physical) {
    const range = boot.memory.find(([first, last]) => BigInt("0x" + first) <= physical && physical <= BigInt("0x" + last));
    return range ? range[2] : "no memory";
}

// The first address that leads through this entry of a walk's step, if another index is taken.
function addressThrough(boot, steps, level, index) {
    let address = 0n;
    for (const step of steps)
        if (step.level >= level)
            address |= BigInt(step.level === level ? index : step.index) << BigInt(shiftOf(step.level));
    const sign = shiftOf(boot.levels) + 8;
    return bit(address, sign) ? address | (1n << 64n) - (1n << BigInt(sign)) : address;
}

function rightsInWords({write, execute}) {
    return ["read", write && "write", execute && "execute"].filter(Boolean).join(", ");
}

// The same words as those of the kernel's command `map`.
function answerOf(boot, address) {
    const {steps, end, physical} = walk(boot, address);
    const wide = hex(address, 16);
    if (end === "not canonical")
        return `  ${wide}h is not canonical`;
    const lines = steps.filter(step => step.present).map(({level, index, entry, isPage}) => {
        const size = isPage ? ` of ${(2 ** (shiftOf(level) - 10)).toLocaleString("en-US")} KiB` : "";
        const what = `${isPage ? "page" : "table"} at ${hex(targetOf(entry, level))}h${size}`;
        return `  ${names[level - 1]}[${index}] = ${hex(entry, 16)}h: ${what}, ${rightsInWords(rightsOf(entry))}`;
    });
    lines.push(end === "page" ? `  ${wide}h is at physical ${hex(physical)}h` : `  ${wide}h is not mapped`);
    return lines.join("\n");
}

// ---- The page ----

const part = id => document.getElementById(id);
let boot = boots[0];

function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    Object.assign(made, properties);
    made.append(...children);
    return made;
}

function select(address) {
    part("address").value = hex(address, 16);
    show();
}

function showBits(address, steps) {
    const lowest = steps.length ? shiftOf(steps.at(-1).level) : shiftOf(boot.levels);
    const fields = [{title: "copies of the sign", from: 63, to: shiftOf(boot.levels) + 9}];
    for (let level = boot.levels; shiftOf(level) >= lowest && level > 0; --level)
        fields.push({title: names[level - 1], from: shiftOf(level) + 8, to: shiftOf(level), level});
    fields.push({title: "offset", from: lowest - 1, to: 0});
    part("bits").replaceChildren(...fields.map(({title, from, to, level}) => {
        const width = from - to + 1;
        const value = address >> BigInt(to) & (1n << BigInt(width)) - 1n;
        const box = element("div", {className: level ? `field level${level}` : "field"},
            element("b", {textContent: title}), element("code", {textContent: value.toString(2).padStart(width, "0")}),
            element("small", {textContent: `bits ${from} to ${to}` + (level ? `: ${value}` : `: ${hex(value)}h`)}));
        box.style.flexGrow = width;
        return box;
    }));
}

// All 512 entries of a step's table as a picture of 16 rows; a click walks through the entry.
function pictureOf(steps, {level, table, index}) {
    const grid = element("div", {className: "grid"});
    entriesAt(boot, table).forEach((entry, number) => {
        const is = !bit(entry, 0) ? "none" : mapsPage(entry, level) ? "page" : "table";
        const cell = element("i", {className: is + (number === index ? " taken" : ""), title: `${number}: ${hex(entry, 16)}h`});
        cell.onclick = () => select(addressThrough(boot, steps, level, number));
        grid.append(cell);
    });
    return grid;
}

function showStep(steps, step) {
    const {level, table, index, entry, present, isPage} = step;
    const set = flags.filter(([number]) => bit(entry, number) && (isPage || number < 6))
        .map(([, short, long]) => `${short} (${long})`);
    if (isPage && level > 1)
        set.push("PS (a page)");
    if (isPage && hasPat(entry, level))
        set.push("PAT");
    if (bit(entry, 63))
        set.push("NX (no execute)");
    const target = hex(targetOf(entry, level)) + "h";
    const words = !present ? "Bit 0 is clear: the walk ends here." :
        isPage ? `a page of ${pageSizes[level - 1]} at ${target}` : `the next table is at ${target}`;
    return element("section", {className: `step level${level}`},
        element("h4", {textContent: `${names[level - 1]} at ${hex(table)}h` + (level === boot.levels ? ", from CR3" : "")}),
        element("p", {}, `entry ${index} = `, element("code", {textContent: hex(entry, 16) + "h"}), `: ${words}`),
        element("p", {textContent: set.join(", ")}), pictureOf(steps, step));
}

function endInWords(address, {steps, end, ...found}) {
    if (end === "not canonical")
        return ["Not canonical: the bits above the highest used one must be copies of it. The processor raises #GP (vector 13) " +
            "before it looks at any table; for a stack access #SS (vector 12)."];
    if (end === "not mapped")
        return [`Not mapped: a read raises a page fault (#PF, vector 14) with the error code 0, CR2 = ${hex(address, 16)}h.`];
    const faults = [!found.rights.write && "a write (error code 3)", !found.rights.execute && "an instruction fetch (error code 11h)"]
        .filter(Boolean);
    return [`Physical address ${hex(found.physical)}h: ${kindOf(boot, found.physical)}.`,
        `Rights: ${rightsInWords(found.rights)}, ${found.rights.user ? "user mode, too" : "supervisor alone"}.` + (faults.length ? ` A page fault: ${faults.join(", ")}.` : ""),
        `Cacheability: ${memoryTypes[found.type]} (entry ${found.type} of the page attribute table).`];
}

function show() {
    const {value, mistake} = addressFrom(part("address").value);
    part("mistake").textContent = mistake ?? "";
    if (mistake)
        return;
    history.replaceState(null, "", `#${boot.levels}-${hex(value)}`);
    const result = walk(boot, value);
    showBits(value, result.steps);
    part("steps").replaceChildren(...result.steps.map(step => showStep(result.steps, step)),
        element("section", {className: "end " + result.end.replace(" ", "-")},
            ...endInWords(value, result).map(textContent => element("p", {textContent}))));
    part("answer").textContent = boot.answers[hex(value)] ??
        answerOf(boot, value) + "\n\n(computed here; the kernel was asked for the addresses above alone)";
}

function bars(rows, lengthOf, describe) {
    const longest = Math.max(...rows.map(lengthOf));
    return rows.map(row => {
        const bar = element("span", {className: "bar"});
        bar.style.width = `${100 * lengthOf(row) / longest}%`;
        return describe(row, bar);
    });
}

function showMemory() {
    const sized = boot.memory.map(([first, last, kind]) => ({base: BigInt("0x" + first), last: BigInt("0x" + last), kind}));
    const length = ({base, last}) => Number(last - base + 1n);
    part("memory").replaceChildren(...bars(sized, range => Math.log2(length(range)) - 8, (range, bar) => {
        bar.classList.add("kind-" + range.kind.replace(/\W/g, "-"));
        const line = element("button", {type: "button", className: "row"},
            element("code", {textContent: `${hex(range.base, 12)}h  ${hex(range.last, 12)}h`}),
            element("span", {className: "track"}, bar), element("span", {textContent: `${range.kind}, ${sizeInWords(length(range))}`}));
        line.onclick = () => select(directMap + range.base);
        return line;
    }));
}

function sizeInWords(bytes) {
    const [unit, name] = bytes >= 2 ** 30 ? [2 ** 30, "GiB"] : bytes >= 2 ** 20 ? [2 ** 20, "MiB"] : [2 ** 10, "KiB"];
    return `${Math.round(bytes / unit * 100) / 100} ${name}`;
}

function showTimes() {
    const [[, before], ...steps] = boot.timeline;
    const count = number => number.toLocaleString("en-US");
    part("firmware").textContent = `Before them the firmware ran ${count(before)} instructions, and the loader's steps take ` +
        `${count(steps.reduce((sum, [, length]) => sum + length, 0))}.`;
    part("times").replaceChildren(...bars(steps, ([, length]) => length, ([name, length], bar) =>
        element("div", {className: "row"}, element("span", {textContent: name}), element("span", {className: "track"}, bar),
            element("span", {textContent: count(length)}))));
    part("log").textContent = boot.log;
}

function showBoot() {
    boot = boots[Number(new FormData(part("walk")).get("levels"))];
    part("samples").replaceChildren(...Object.entries(boot.samples).map(([title, address]) => {
        const button = element("button", {type: "button", textContent: title});
        button.onclick = () => select(BigInt("0x" + address));
        return button;
    }));
    showMemory();
    showTimes();
    show();
}

function begin() {
    const [, levels, address] = location.hash.match(/^#([45])-([0-9A-F]{1,16})$/) ?? [];
    part("address").value = address ?? Object.values(boot.samples)[0];
    if (levels)
        document.querySelector(`#walk [value="${levels - 4}"]`).checked = true;
    part("walk").onsubmit = event => event.preventDefault();
    part("address").oninput = show;
    document.querySelectorAll("#walk [name=levels]").forEach(choice => choice.onchange = showBoot);
    showBoot();
}

begin();
