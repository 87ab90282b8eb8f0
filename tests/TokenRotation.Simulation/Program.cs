using TokenRotation.Simulation;

return Commands.Run(args, Console.Out);
