import { partsOf } from '../../python/syntax-node.ts';
import { type Mutator, replaceNode } from '../mutator.ts';
import { assignsName, isConstant } from './conditional-expression.ts';

/** `[a for a in b if c]` → `[a for a in b if True]`; that it is never true is what emptying the comprehension shows. */
export const comprehensionCondition: Mutator = {
  name: 'ComprehensionCondition',
  nodeTypes: ['if_clause'],
  *mutate(node) {
    const [condition] = partsOf(node);
    if (!condition || node.parent?.type === 'case_clause' || isConstant(condition) || assignsName(condition)) return;
    yield replaceNode(condition, 'True');
  },
};
