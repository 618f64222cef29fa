import type { Instant } from '../../../shared/kernel/time.ts';
import type { DemoApi } from './load.ts';

export async function loadPlans(_api: DemoApi, _now: Instant): Promise<void> {}
