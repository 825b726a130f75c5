// Runs live figures in Node: node run_chart.mjs COMPUTE.JS COMPUTED.JS SPEC.JSON. The specification holds either `numbers` with ways to
// write them, or what a page has of a figure, with wishes; all answers are printed as JSON.
import fs from "node:fs";

const [, , core, drawing, file] = process.argv;
const load = async (path) => (await import(`data:text/javascript;base64,${fs.readFileSync(path).toString("base64")}`)).default;
const compute = await load(core), { computed, filled } = await load(drawing);
const spec = JSON.parse(fs.readFileSync(file, "utf8"));
const plain = (value) => (Number.isFinite(value) ? value : String(value));

if (spec.numbers) {
  const numbers = spec.numbers.map(Number);
  console.log(JSON.stringify(spec.ways.map((way) => numbers.map((x) => filled([{ name: "x", ...way }], { x })))));
} else {
  const { tables, module, ...description } = spec.figure;
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const data = new Float64Array(bytes(tables).buffer);
  const figure = compute.instance(compute.compiled(bytes(module)), { data, out: description.out });
  let at = 0;
  description.tables = Object.fromEntries(Object.entries(description.sizes).map(([name, size]) => [name, data.subarray(at, (at += size))]));
  const model = computed(description, (values) => {
    figure.all.fill(0);
    return figure.run(values);
  });
  let heard = null;
  model.on("msg:custom", (...answer) => (heard = answer));
  const answers = [];
  for (const wish of spec.wishes) {
    model.send({ ...wish, id: 1 });
    await null;
    const [frame, buffers] = heard;
    const sent = buffers[0] || new Uint8Array(0); // an error comes without a picture
    const points = new Float32Array(sent.buffer.slice(sent.byteOffset, sent.byteOffset + sent.byteLength));
    const { svg, ...rest } = frame;
    answers.push({ ...rest, layer: svg === undefined ? null : svg.length, points: Array.from(points, plain), values: Array.from(figure.all, plain) });
  }
  console.log(JSON.stringify(answers));
}
