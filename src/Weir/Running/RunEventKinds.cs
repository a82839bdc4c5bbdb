namespace Weir.Running;

/// <summary>The words for what happens in a run. They are written into <c>events.jsonl</c> and never change their meaning.</summary>
public static class RunEventKinds
{
    /// <summary>A step of the run began: building, running, removing, ended.</summary>
    public const string Phase = "phase";
    /// <summary>A node was made.</summary>
    public const string NodeUp = "node-up";
    /// <summary>A link was made, went up or down, or got other values.</summary>
    public const string Link = "link";
    /// <summary>A program was started.</summary>
    public const string ProgramStarted = "program-started";
    /// <summary>A program said that it is ready.</summary>
    public const string ProgramReady = "program-ready";
    /// <summary>A program ended.</summary>
    public const string ProgramExited = "program-exited";
    /// <summary>The user did something to a program.</summary>
    public const string Program = "program";
    /// <summary>A capture began or ended.</summary>
    public const string Capture = "capture";
    /// <summary>A monitor began or ended.</summary>
    public const string Monitor = "monitor";
    /// <summary>A database that keeps a monitor's tables went away (<c>sink away</c>), came back (<c>sink back</c>), is waited for at the end, or could not be given a view (<c>sink view</c>).</summary>
    public const string Sink = "sink";
    /// <summary>An event of the file's time line was carried out.</summary>
    public const string Fired = "fired";
    /// <summary>A step of a change that <c>weir apply</c> asked for was carried out.</summary>
    public const string Applied = "applied";
    /// <summary>A mark that the file or the user set.</summary>
    public const string Mark = "mark";
    /// <summary>A check was decided.</summary>
    public const string Check = "check";
    /// <summary>Something that one should read before trusting the result.</summary>
    public const string Warning = "warning";
    /// <summary>Something that makes the run fail.</summary>
    public const string Error = "error";
}
