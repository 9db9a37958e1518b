const f32 = Math.fround;

/** What the reference tool's baseline car message holds. */
export const car = {
  serialNumber: 1234n,
  modelYear: 2013,
  available: 'T',
  code: 'A',
  someNumbers: [1, 2, 3, 4],
  vehicleCode: 'abcdef',
  extras: ['sportsPack', 'cruiseControl'],
  discountedModel: 'C',
  engine: {
    capacity: 2000,
    numCylinders: 4,
    maxRpm: 9000,
    manufacturerCode: '123',
    fuel: 'Petrol',
    efficiency: 35,
    boosterEnabled: 'T',
    booster: { BoostType: 'NITROUS', horsePower: 200 },
  },
  fuelFigures: [
    { speed: 30, mpg: f32(35.9), usageDescription: 'Urban Cycle' },
    { speed: 55, mpg: 49, usageDescription: 'Combined Cycle' },
    { speed: 75, mpg: 40, usageDescription: 'Highway Cycle' },
  ],
  performanceFigures: [
    {
      octaneRating: 95,
      acceleration: [
        { mph: 30, seconds: 4 },
        { mph: 60, seconds: 7.5 },
        { mph: 100, seconds: f32(12.2) },
      ],
    },
    {
      octaneRating: 99,
      acceleration: [
        { mph: 30, seconds: f32(3.8) },
        { mph: 60, seconds: f32(7.1) },
        { mph: 100, seconds: f32(11.8) },
      ],
    },
  ],
  manufacturer: 'Honda',
  model: 'Civic VTi',
  activationCode: 'abcdef',
};
