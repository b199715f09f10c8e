/** `npm run bench`. */
import { main } from './main.js';
import { ROWS } from './rows.js';

void main(
  process.argv.slice(2),
  ROWS,
  (text) => process.stdout.write(text),
  (text) => process.stderr.write(text),
).then((code) => {
  process.exitCode = code;
});
