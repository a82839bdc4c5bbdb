using Weir.Cli;

using var context = CommandContext.ForThisProcess();
return await CommandLine.RunAsync(args, context);
