import type { EncodedArgs } from '../kernel.js';
import { studentTArguments } from './student-t-fit.js';

/** Arguments that the native kernel takes in another form than the reference. */
const translations: Readonly<Record<string, (encoded: EncodedArgs) => EncodedArgs>> = {
  student_t_cdf: studentTArguments,
};

/** The arguments of a kernel as its native form takes them. */
export function nativeArguments(kernel: string, encoded: EncodedArgs): EncodedArgs {
  return translations[kernel]?.(encoded) ?? encoded;
}
