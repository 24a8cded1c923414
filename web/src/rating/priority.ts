// From which disagreement on a cause is disputed, and from which rating on an axis is high.

export { DISPUTED, HIGH } from '../generated/rules';
