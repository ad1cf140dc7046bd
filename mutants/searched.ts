/** The kernel that one of refine's searches searches. With mutated sources it is loaded by the name of this function. */
import type { Implementation } from "../check/simulate/implementation.js";
import { kernelImplementation } from "../refinement/kernel.js";
import { type SearchSetup, searchedKernel } from "../refinement/searches.js";
import type { Kernel as Abstract } from "../spec/kernel/state.js";

export const kernelSearched = (setup: SearchSetup): Implementation<Abstract> =>
  kernelImplementation(searchedKernel(setup));
