// Runs one module in Node: node run_kernel.mjs COMPUTE.JS SPEC.JSON. The specification names files: the module, its tables, rows of
// parameters, and where the results of all rows go; `keeps` goes on from the results of the row before, which begin as `start`.
import fs from "node:fs";

const [, , script, file] = process.argv;
process.on("uncaughtException", (problem) => {  // without the source, which stands in the address of the script
  console.error(String(problem));
  process.exit(1);
});
const { default: compute } = await import(`data:text/javascript;base64,${fs.readFileSync(script).toString("base64")}`);
const spec = JSON.parse(fs.readFileSync(file, "utf8"));
const numbers = (path) => {
  const bytes = fs.readFileSync(path);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
const rows = numbers(spec.rows), width = spec.parameters;
const figure = compute.instance(compute.compiled(fs.readFileSync(spec.module)), {
  data: numbers(spec.data), out: spec.out, parameters: Math.max(1, width), keeps: spec.keeps,
});
if (spec.start) figure.all.set(numbers(spec.start));
const count = rows.length / width, results = new Float64Array(count * figure.all.length), statuses = [];
const before = process.cpuUsage();
for (let k = 0; k < count; k++) {
  figure.run(rows.subarray(k * width, (k + 1) * width));
  results.set(figure.all, k * figure.all.length);
  statuses.push(figure.status);
}
const spent = process.cpuUsage(before);
fs.writeFileSync(spec.results, new Uint8Array(results.buffer));
console.log(JSON.stringify({ statuses, ms: (spent.user + spent.system) / 1000 / count }));
