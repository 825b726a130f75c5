// Computes in the page: makes a WebAssembly module of `neurolib/site/webassembly.py` callable, in a page and in Node.
//
//     const module = await compute.compile(bytes);           // or compute.compiled(bytes), at once
//     const figure = compute.instance(module, { data, out: { V: 400, spikes: 50 } });
//     const { V, spikes } = figure.run([0.5, 20]);            // views: the next run writes into them
//
// A kernel is kernel(p, data, out) over float64 numbers: `data` are tables that stay, `out` gives the length of each result by its
// name, in order. Results are 0 before each run; a kernel that goes on from its own results is made with { keeps: true }. Memory is
// laid out once, so that views stay valid. Sums, products, quotients and roots are those of IEEE 754, and exp is the module's
// own; log, sin and the like are those of Math, which differ between browsers, and from Python's, in the last place or two.

const FAILED = -(2 ** 31);

// What the C library does at the edges, where Math does otherwise.
const pow = (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y);
const smaller = (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y));
const larger = (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y));

// A whole power by repeated squares, as compilers write it.
function whole(x, n) {
  let result = 1, left = Math.abs(n);
  for (; left; left = Math.floor(left / 2), x *= x) if (left % 2) result *= x;
  return n < 0 ? 1 / result : result;
}

const library = { exp2: (x) => 2 ** x, pow, fmod: (x, y) => x % y, fmin: smaller, fmax: larger, ldexp: (x, n) => x * 2 ** n, __powidf2: whole };
for (const name of "exp expm1 log log1p log2 log10 sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh cbrt hypot".split(" ")) library[name] = Math[name];

const unpacked = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const bytesOf = (binary) => (typeof binary === "string" ? unpacked(binary) : binary);

const aligned = (place) => (place + 15) & ~15;

function instance(module, { data = [], out = {}, parameters = 64, keeps = false } = {}) {
  const { kernel, memory, __heap_base: heap } = new WebAssembly.Instance(module, { env: library }).exports;
  const length = Object.values(out).reduce((sum, each) => sum + each, 0);
  const first = aligned(heap.value), tables = aligned(first + 8 * parameters), results = aligned(tables + 8 * data.length);
  const missing = results + 8 * length - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  const view = (place, size) => new Float64Array(memory.buffer, place, size);
  const p = view(first, parameters), all = view(results, length);
  view(tables, data.length).set(data);
  const named = {};
  let at = 0;
  for (const [name, size] of Object.entries(out)) {
    named[name] = all.subarray(at, at + size);
    at += size;
  }
  return {
    data: view(tables, data.length),
    all,
    out: named,
    status: 0,
    run(values) {
      if (values.length > parameters) throw new RangeError(`The kernel has room for ${parameters} parameters; it was given ${values.length}.`);
      p.set(values);
      if (!keeps) all.fill(0);
      this.status = kernel(first, values.length, tables, data.length, results, length);
      if (this.status === FAILED) throw new Error("The kernel raised an error: a parameter is outside of its range.");
      return named;
    },
  };
}

export default {
  compile: (binary) => WebAssembly.compile(bytesOf(binary)),
  compiled: (binary) => new WebAssembly.Module(bytesOf(binary)),
  instance,
};
