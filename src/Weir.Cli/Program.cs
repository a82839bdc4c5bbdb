using Weir.Cli;

// A validator answers each message with a few of its own: the thread that finds bytes at a socket goes on with them, as waking another one would cost more than the work. Read when the first socket is made.
if (args is ["node", ..]) { Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1"); }

using var context = CommandContext.ForThisProcess();
return await CommandLine.RunAsync(args, context);
