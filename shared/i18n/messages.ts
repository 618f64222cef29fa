import arAsset from './ar/asset.json' with { type: 'json' };
import arCommon from './ar/common.json' with { type: 'json' };
import arDelivery from './ar/delivery.json' with { type: 'json' };
import arHandover from './ar/handover.json' with { type: 'json' };
import arIdentity from './ar/identity.json' with { type: 'json' };
import arBuild from './ar/office-build.json' with { type: 'json' };
import arPolicy from './ar/policy.json' with { type: 'json' };
import arProtected from './ar/protected.json' with { type: 'json' };
import arRegister from './ar/register.json' with { type: 'json' };
import arPlan from './ar/safety-plan.json' with { type: 'json' };
import arSheets from './ar/sheets.json' with { type: 'json' };
import arTrail from './ar/trail.json' with { type: 'json' };
import ckbAsset from './ckb/asset.json' with { type: 'json' };
import ckbCommon from './ckb/common.json' with { type: 'json' };
import ckbDelivery from './ckb/delivery.json' with { type: 'json' };
import ckbHandover from './ckb/handover.json' with { type: 'json' };
import ckbIdentity from './ckb/identity.json' with { type: 'json' };
import ckbBuild from './ckb/office-build.json' with { type: 'json' };
import ckbPolicy from './ckb/policy.json' with { type: 'json' };
import ckbProtected from './ckb/protected.json' with { type: 'json' };
import ckbRegister from './ckb/register.json' with { type: 'json' };
import ckbPlan from './ckb/safety-plan.json' with { type: 'json' };
import ckbSheets from './ckb/sheets.json' with { type: 'json' };
import ckbTrail from './ckb/trail.json' with { type: 'json' };
import enAsset from './en/asset.json' with { type: 'json' };
import enCommon from './en/common.json' with { type: 'json' };
import enDelivery from './en/delivery.json' with { type: 'json' };
import enHandover from './en/handover.json' with { type: 'json' };
import enIdentity from './en/identity.json' with { type: 'json' };
import enBuild from './en/office-build.json' with { type: 'json' };
import enPolicy from './en/policy.json' with { type: 'json' };
import enProtected from './en/protected.json' with { type: 'json' };
import enRegister from './en/register.json' with { type: 'json' };
import enPlan from './en/safety-plan.json' with { type: 'json' };
import enSheets from './en/sheets.json' with { type: 'json' };
import enTrail from './en/trail.json' with { type: 'json' };
import type { Language } from './languages.ts';

/** Keys of our own pages; tracks and registers bring theirs, found by name at run time. */
export type MessageKey =
  | keyof typeof enAsset
  | keyof typeof enCommon
  | keyof typeof enHandover
  | keyof typeof enIdentity
  | keyof typeof enPolicy
  | keyof typeof enProtected
  | keyof typeof enSheets
  | keyof typeof enTrail;

/** All texts by language: one file for each part of the pages, each track and the register. */
export const messages: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    ...enDelivery,
    ...enBuild,
    ...enRegister,
    ...enPlan,
    ...enAsset,
    ...enHandover,
    ...enIdentity,
    ...enPolicy,
    ...enProtected,
    ...enSheets,
    ...enTrail,
    ...enCommon,
  },
  ar: {
    ...arDelivery,
    ...arBuild,
    ...arRegister,
    ...arPlan,
    ...arAsset,
    ...arHandover,
    ...arIdentity,
    ...arPolicy,
    ...arProtected,
    ...arSheets,
    ...arTrail,
    ...arCommon,
  },
  ckb: {
    ...ckbDelivery,
    ...ckbBuild,
    ...ckbRegister,
    ...ckbPlan,
    ...ckbAsset,
    ...ckbHandover,
    ...ckbIdentity,
    ...ckbPolicy,
    ...ckbProtected,
    ...ckbSheets,
    ...ckbTrail,
    ...ckbCommon,
  },
};
