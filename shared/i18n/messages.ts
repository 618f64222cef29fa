import arCommon from './ar/common.json' with { type: 'json' };
import arDelivery from './ar/delivery.json' with { type: 'json' };
import arBuild from './ar/office-build.json' with { type: 'json' };
import arPolicy from './ar/policy.json' with { type: 'json' };
import arRegister from './ar/register.json' with { type: 'json' };
import arPlan from './ar/safety-plan.json' with { type: 'json' };
import ckbCommon from './ckb/common.json' with { type: 'json' };
import ckbDelivery from './ckb/delivery.json' with { type: 'json' };
import ckbBuild from './ckb/office-build.json' with { type: 'json' };
import ckbPolicy from './ckb/policy.json' with { type: 'json' };
import ckbRegister from './ckb/register.json' with { type: 'json' };
import ckbPlan from './ckb/safety-plan.json' with { type: 'json' };
import enCommon from './en/common.json' with { type: 'json' };
import enDelivery from './en/delivery.json' with { type: 'json' };
import enBuild from './en/office-build.json' with { type: 'json' };
import enPolicy from './en/policy.json' with { type: 'json' };
import enRegister from './en/register.json' with { type: 'json' };
import enPlan from './en/safety-plan.json' with { type: 'json' };
import type { Language } from './languages.ts';

/** Keys of our own pages; tracks and registers bring theirs, found by name at run time. */
export type MessageKey = keyof typeof enCommon | keyof typeof enPolicy;

/** All texts by language: one file for the pages, one for each track, one for the register. */
export const messages: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { ...enPolicy, ...enRegister, ...enDelivery, ...enPlan, ...enBuild, ...enCommon },
  ar: { ...arPolicy, ...arRegister, ...arDelivery, ...arPlan, ...arBuild, ...arCommon },
  ckb: { ...ckbPolicy, ...ckbRegister, ...ckbDelivery, ...ckbPlan, ...ckbBuild, ...ckbCommon },
};
