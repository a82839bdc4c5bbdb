namespace Weir.Programs;

/// <summary>One condition under which a program counts as ready.</summary>
public interface IReadiness
{
    /// <summary>What is waited for, to be read after "waits for": <c>TCP port 8080</c>.</summary>
    string Description { get; }

    /// <summary>Completes when the condition holds; ends with the token else.</summary>
    Task WaitAsync(IProgramHost host, ProgramLog log, TimeProvider time, CancellationToken cancellation);
}
