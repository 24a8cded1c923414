// `npm run messages`: checks the catalogues of messages/ and writes the types of their areas.
import { writeTypes } from './messages-plugin.mjs';

try {
  writeTypes();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
