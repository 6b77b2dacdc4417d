/** The modules, lowest first: one line each. A test fails when a folder and its line do not stand together. */
import type { ModuleDefinition } from '#kernel/module.ts';
import { attachmentsModule } from './attachments/index.ts';
import { deskModule } from './desk/index.ts';
import { findingsModule } from './findings/index.ts';
import { harvestsModule } from './harvests/index.ts';
import { ledger } from './ledger/index.ts';
import { membersModule } from './members/index.ts';
import { peopleModule } from './people/index.ts';
import { plotsModule } from './plots/index.ts';
import { productsModule } from './products/index.ts';
import { salesModule } from './sales/index.ts';

export const registry: readonly ModuleDefinition[] = [
  ledger,
  membersModule,
  productsModule,
  peopleModule,
  deskModule,
  attachmentsModule,
  findingsModule,
  plotsModule,
  harvestsModule,
  salesModule,
];
