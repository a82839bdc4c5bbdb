using Weir.Cli;

using var context = CommandContext.ForThisProcess();
return await Cli.RunAsync(args, context);
