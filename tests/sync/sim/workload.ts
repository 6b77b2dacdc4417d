/** What people do all day: harvests, sales, edits, confirmations, decisions, grants, closings. Rows refer to rows. */
import { grantsOfRoles, parseGrants, type Grant } from '#kernel/grants.ts';
import { addDays, dateAt } from '#kernel/calendar.ts';
import { worksForCoop } from '#kernel/roles.ts';
import { attention } from '#modules/desk/index.ts';
import { decide, setGrants } from '#modules/desk/commands.ts';
import { closePeriod } from '#modules/ledger/commands.ts';
import { closedPeriods } from '#modules/ledger/index.ts';
import { editMember } from '#modules/members/commands.ts';
import { members } from '#modules/members/index.ts';
import { addPlot, editPlot } from '#modules/plots/commands.ts';
import { plots } from '#modules/plots/index.ts';
import { setPrice } from '#modules/products/commands.ts';
import { products } from '#modules/products/index.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { confirmSales, recordSale, reverseSale } from '#modules/sales/commands.ts';
import { customers, sales } from '#modules/sales/index.ts';
import { salesToConfirm } from '#modules/sales/queries.ts';
import type { Random } from '../../helpers/random.ts';
import { OTHER, type Act } from './acts.ts';
import type { Device } from './device.ts';
import { deliver } from './deliver.ts';
import type { Faults } from './faults.ts';

export class Workload {
  readonly #random: Random;
  readonly #faults: () => Faults;
  readonly #farmers: readonly Device[];
  readonly #memberIds: readonly string[];
  #tokens = 0;
  /** Everything that anybody was about to save, by its word. */
  readonly acts = new Map<string, Act>();

  /** `farmers`: whose grants the office gives and takes; `memberIds`: whom somebody may pretend to be. */
  constructor(
    random: Random,
    faults: () => Faults,
    people: { readonly farmers: readonly Device[]; readonly memberIds: readonly string[] },
  ) {
    this.#random = random;
    this.#faults = faults;
    this.#farmers = people.farmers;
    this.#memberIds = people.memberIds;
  }

  async act(device: Device, nowMs: number): Promise<void> {
    if (worksForCoop(device.session.person)) await this.#officeWork(device, nowMs);
    else await this.#farmWork(device, nowMs);
  }

  async #farmWork(device: Device, nowMs: number): Promise<void> {
    const random = this.#random;
    const productId = await this.#someProduct(device);
    // Who waits to be let in has no lists yet, and begins with his plots.
    if (productId === undefined) return this.#editSomePlot(device, device.memberId);
    if (device.isOld) return this.#harvest(device, { memberId: device.memberId, productId, nowMs });
    if (random.chance(this.#faults().groups))
      return this.#deliver(device, { memberId: device.memberId, productId, nowMs });
    const isLying = random.chance(this.#faults().liar);
    const memberId = isLying ? random.pick(this.#memberIds) : device.memberId;
    switch (random.below(6)) {
      case 0:
      case 1:
        return this.#harvest(device, { memberId, productId, nowMs });
      case 2:
        return this.#reverseSome(device, memberId);
      case 3:
      case 4:
        return this.#sell(device, { memberId, productId, direction: random.pick(MEMBER_DIRECTIONS) });
      default:
        return this.#editSomePlot(device, memberId);
    }
  }

  async #officeWork(device: Device, nowMs: number): Promise<void> {
    const random = this.#random;
    const faults = this.#faults();
    if (random.chance(faults.grants)) return this.#changeGrants(device);
    if (random.chance(faults.periods)) return this.#close(device, nowMs);
    const productId = await this.#someProduct(device);
    const register = await device.ask((read) => read.list(members));
    const member = register[random.below(Math.max(1, register.length))];
    if (productId === undefined || member === undefined) return;
    if (device.isOld) return this.#harvest(device, { memberId: member.id, productId, nowMs });
    switch (random.below(12)) {
      case 0: {
        const [customer] = await device.ask((read) => read.list(customers));
        if (customer !== undefined)
          await this.#sell(device, { productId, direction: 'coop-customer', customerId: customer.id });
        return;
      }
      case 1:
        return this.#sell(device, {
          memberId: member.id,
          productId,
          direction: random.pick(['coop-member', 'member-coop'] as const),
        });
      case 2:
      case 3:
      case 10:
      case 11: {
        const waiting = await device.ask((read) => salesToConfirm(read));
        if (waiting.length > 0)
          await device.run(
            confirmSales,
            waiting.map((sale) => sale.id),
            OTHER,
          );
        return;
      }
      case 4:
        return this.#reverseSome(device, member.id);
      case 5:
        return device.run(editMember, { id: member.id, fields: { village: `Bản ${random.below(5)}` } }, OTHER);
      case 6:
        return device.run(setPrice, { productId, unitPriceDong: 10_000 + random.below(50) * 100 }, OTHER);
      case 7:
      case 8:
        return this.#decideSome(device);
      default:
        return this.#editSomePlot(device, member.id);
    }
  }

  async #someProduct(device: Device): Promise<string | undefined> {
    const all = await device.ask((read) => read.list(products));
    return all.length === 0 ? undefined : this.#random.pick(all).id;
  }

  async #harvest(
    device: Device,
    at: { readonly memberId: string; readonly productId: string; readonly nowMs: number },
  ): Promise<void> {
    const quantityMilli = (1 + this.#random.below(900)) * 100;
    const own = device.isOld
      ? []
      : await device.ask((read) => read.list(plots, { index: 'memberId', equals: at.memberId }));
    const plot = own[this.#random.below(own.length + 1)];
    const act = this.#newAct({ kind: 'harvest', memberId: at.memberId, productId: at.productId, quantityMilli });
    const harvestedOn = addDays(dateAt(at.nowMs), -this.#random.below(12));
    await device.run(
      recordHarvest,
      {
        memberId: at.memberId,
        productId: at.productId,
        quantityMilli,
        harvestedOn,
        note: act.token,
        ...(plot === undefined ? {} : { plotId: plot.id }),
      },
      act,
    );
  }

  async #sell(
    device: Device,
    sale: {
      readonly memberId?: string;
      readonly customerId?: string;
      readonly productId: string;
      readonly direction: 'member-outside' | 'member-coop' | 'coop-member' | 'coop-customer';
    },
  ): Promise<void> {
    const quantityMilli = (1 + this.#random.below(900)) * 100;
    const unitPriceDong = 5_000 + this.#random.below(100) * 500;
    const payment = this.#random.pick(['cash', 'credit'] as const);
    // Prices are multiples of 500 and quantities of 100 g, so the product is whole: the test needs no rounding of its own.
    const amountDong = (quantityMilli / 100) * (unitPriceDong / 10);
    const act = this.#newAct({ ...sale, kind: 'sale', quantityMilli, amountDong });
    await device.run(recordSale, { ...sale, quantityMilli, unitPriceDong, payment, note: act.token }, act);
  }

  async #deliver(
    device: Device,
    at: { readonly memberId: string; readonly productId: string; readonly nowMs: number },
  ): Promise<void> {
    const quantityMilli = (1 + this.#random.below(900)) * 100;
    const unitPriceDong = 5_000 + this.#random.below(100) * 500;
    const { memberId, productId } = at;
    const direction = this.#random.pick(MEMBER_DIRECTIONS);
    const harvest = this.#newAct({ kind: 'harvest', memberId, productId, quantityMilli });
    const amountDong = (quantityMilli / 100) * (unitPriceDong / 10);
    const sale = this.#newAct({ kind: 'sale', memberId, productId, direction, quantityMilli, amountDong });
    const harvestedOn = addDays(dateAt(at.nowMs), -this.#random.below(12));
    const input = {
      harvest: { memberId, productId, quantityMilli, harvestedOn, note: harvest.token },
      sale: { memberId, productId, direction, quantityMilli, unitPriceDong, payment: 'credit', note: sale.token },
    } as const;
    await device.run(deliver, input, harvest);
  }

  async #reverseSome(device: Device, memberId: string): Promise<void> {
    const random = this.#random;
    const days = { from: [memberId, ''], to: [memberId, '9999-12-31'] };
    if (random.chance(0.5)) {
      const own = await device.ask((read) => read.list(harvests, { index: '[memberId+harvestedOn]', ...days }));
      if (own.length === 0) return;
      const { id, productId, quantityMilli } = random.pick(own);
      await device.run(reverseHarvest, id, {
        ...OTHER,
        kind: 'harvest-reversal',
        memberId,
        productId,
        quantityMilli: -quantityMilli,
      });
      return;
    }
    const own = await device.ask((read) => read.list(sales, { index: '[memberId+soldOn]', ...days }));
    const allowed = own.filter(
      (sale) => worksForCoop(device.session.person) || MEMBER_DIRECTIONS.some((each) => each === sale.direction),
    );
    if (allowed.length > 0) await device.run(reverseSale, random.pick(allowed).id, { ...OTHER, kind: 'sale-reversal' });
  }

  async #editSomePlot(device: Device, memberId: string): Promise<void> {
    const random = this.#random;
    const all = await device.ask((read) => read.list(plots));
    if (all.length === 0 || random.chance(0.15)) {
      await device.run(addPlot, { memberId, name: `Nương ${random.below(9)}`, areaM2: 360 }, OTHER);
      return;
    }
    const fields = random.chance(0.5) ? { name: `Đồi ${random.below(4)}` } : { areaM2: 360 * (1 + random.below(5)) };
    await device.run(editPlot, { id: random.pick(all).id, fields }, OTHER);
  }

  async #decideSome(device: Device): Promise<void> {
    const open = await device.ask((read) => read.list(attention, { index: 'state', equals: 'open' }));
    if (open.length === 0) return;
    const card = this.#random.pick(open);
    const [period] = await device.ask((read) => read.list(closedPeriods));
    const postOn = period === undefined ? undefined : addDays(period.closedThrough, 1);
    await device.run(
      decide,
      {
        cardId: card.id,
        action: this.#random.pick(['release', 'release', 'dismiss'] as const),
        ...(postOn === undefined ? {} : { postOn }),
      },
      OTHER,
    );
  }

  async #changeGrants(device: Device): Promise<void> {
    const farmer = this.#farmers[this.#random.below(this.#farmers.length)];
    if (farmer === undefined) return;
    const all = grantsOfRoles({ roles: ['member'] });
    const choices: readonly (readonly Grant[])[] = [all, all, [], parseGrants(['coop'])];
    await device.run(setGrants, { userId: farmer.session.person.userId, grants: this.#random.pick(choices) }, OTHER);
  }

  async #close(device: Device, nowMs: number): Promise<void> {
    await device.run(closePeriod, addDays(dateAt(nowMs), -3 - this.#random.below(8)), OTHER);
  }

  #newAct(parts: Omit<Act, 'token'>): Act {
    this.#tokens += 1;
    const act: Act = { ...parts, token: `#${this.#tokens}` };
    this.acts.set(act.token, act);
    return act;
  }
}

const MEMBER_DIRECTIONS = ['member-outside', 'member-coop'] as const;
