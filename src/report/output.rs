//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::ReportError;

/// The files of one run on their way into a folder.
///
/// Each is written to a hidden temporary name in the folder itself; [`Outputs::commit`] renames
/// them all once the last one is complete. Whatever fails before that leaves the folder's files as
/// they were.
#[derive(Debug)]
pub struct Outputs {
    folder: PathBuf,
    complete: Vec<OutputFile>,
    warnings: Vec<String>,
}

impl Outputs {
    /// Outputs for a folder, which is made if it does not exist.
    ///
    /// # Errors
    /// [`ReportError::NotADirectory`] where something else has the name; [`ReportError::Permission`],
    /// [`ReportError::NoSpace`] or [`ReportError::Io`] where it cannot be made.
    pub fn new(folder: &Path) -> Result<Self, ReportError> {
        let exists = folder.metadata().ok();
        if exists.is_some_and(|found| !found.is_dir()) {
            return Err(ReportError::NotADirectory {
                path: folder.to_owned(),
            });
        }
        fs::create_dir_all(folder).map_err(|error| ReportError::output(folder, "made", error))?;
        Ok(Self {
            folder: folder.to_owned(),
            complete: Vec::new(),
            warnings: Vec::new(),
        })
    }

    /// Checks that files can be written into the folder, so that a long run fails at its beginning.
    ///
    /// # Errors
    /// As [`Outputs::new`].
    pub fn check(folder: &Path) -> Result<(), ReportError> {
        Self::new(folder)?.create("test").map(drop)
    }

    /// Opens a file that is to have this name in the folder.
    ///
    /// # Errors
    /// [`ReportError::IsADirectory`] where a folder has the name; else as [`Outputs::new`].
    pub fn create(&self, name: &str) -> Result<OutputFile, ReportError> {
        let path = self.folder.join(name);
        if path.is_dir() {
            return Err(ReportError::IsADirectory { path });
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".tribune-").suffix(".tmp");
        #[cfg(unix)]
        {
            // What the user's umask leaves of it, as for any new file.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        match builder.tempfile_in(&self.folder) {
            Ok(file) => Ok(OutputFile { file, path }),
            Err(error) => Err(ReportError::output(&path, "written", error)),
        }
    }

    /// Takes a file that is complete.
    ///
    /// # Errors
    /// [`ReportError::NoSpace`] or [`ReportError::Io`] where the system could not put all of it on
    /// the disk.
    pub fn keep(&mut self, file: OutputFile) -> Result<(), ReportError> {
        file.file
            .as_file()
            .sync_all()
            .map_err(|error| file.failed(error))?;
        self.complete.push(file);
        Ok(())
    }

    /// Remembers what a file does not show, as a full sentence.
    pub fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    /// Warns of those files among `own` that lie in the folder since an earlier run, which wrote more formats,
    /// and stay as they are.
    pub fn warn_of_older(&mut self, own: &[&str]) {
        let written: Vec<String> = self.names().collect();
        for name in own {
            let path = self.folder.join(name);
            if path.is_file() && !written.iter().any(|own| own == name) {
                self.warn(format!(
                    "`{}` is of an earlier run, and was not written anew: its figures may be others.",
                    path.display()
                ));
            }
        }
    }

    /// What was said with [`Outputs::warn`].
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The names of the files that are complete, in the order in which they were kept.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        let names = self
            .complete
            .iter()
            .filter_map(|file| file.path.file_name());
        names.map(|name| name.to_string_lossy().into_owned())
    }

    /// Gives all files their names and returns their paths, in the order in which they were kept.
    ///
    /// # Errors
    /// [`ReportError::Io`] and its like where a file cannot be renamed (on Windows, while another
    /// program holds the old one open); those before it have been replaced then.
    pub fn commit(self) -> Result<Vec<PathBuf>, ReportError> {
        let mut paths = Vec::with_capacity(self.complete.len());
        for OutputFile { file, path } in self.complete {
            file.persist(&path)
                .map_err(|error| ReportError::output(&path, "replaced", error.error))?;
            paths.push(path);
        }
        // The names reach the disk too, where folders can be opened for that; else the system
        // writes them in its own time.
        if let Ok(folder) = File::open(&self.folder) {
            folder.sync_all().ok();
        }
        Ok(paths)
    }
}

/// A file that is being written; it disappears when dropped.
#[derive(Debug)]
pub struct OutputFile {
    file: NamedTempFile,
    path: PathBuf,
}

impl OutputFile {
    /// The path that it is going to have.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file itself, for formats that seek.
    pub fn as_file_mut(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// The typed error for a failure to write this file.
    pub fn failed(&self, error: io::Error) -> ReportError {
        ReportError::output(&self.path, "written", error)
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn fill(outputs: &mut Outputs, name: &str, text: &str) {
        let mut file = outputs.create(name).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        outputs.keep(file).unwrap();
    }

    #[test]
    fn files_appear_together() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("a/b");
        Outputs::check(&folder).unwrap();
        assert!(names(&folder).is_empty());
        fs::write(folder.join("x.csv"), "old").unwrap();

        let mut outputs = Outputs::new(&folder).unwrap();
        fill(&mut outputs, "x.csv", "new");
        fill(&mut outputs, "y.csv", "new");
        assert_eq!(fs::read_to_string(folder.join("x.csv")).unwrap(), "old");
        let paths = outputs.commit().unwrap();
        assert_eq!(paths, [folder.join("x.csv"), folder.join("y.csv")]);
        assert_eq!(fs::read_to_string(&paths[0]).unwrap(), "new");
        assert_eq!(names(&folder), ["x.csv", "y.csv"]);
    }

    #[test]
    fn files_of_an_earlier_run_are_named() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["x.csv", "x.html", "notes.txt"] {
            fs::write(folder.path().join(name), "old").unwrap();
        }
        let mut outputs = Outputs::new(folder.path()).unwrap();
        fill(&mut outputs, "x.csv", "new");
        outputs.warn_of_older(&["x.csv", "x.xlsx", "x.html"]);
        assert_eq!(outputs.warnings().len(), 1);
        assert!(outputs.warnings()[0].contains("x.html` is of an earlier run"));
    }

    #[test]
    fn nothing_remains_without_commit() {
        let folder = tempfile::tempdir().unwrap();
        let mut outputs = Outputs::new(folder.path()).unwrap();
        fill(&mut outputs, "x.csv", "new");
        let half = outputs.create("y.csv").unwrap();
        assert_eq!(names(folder.path()).len(), 2);
        drop((outputs, half));
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn what_is_in_the_way_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("x.csv")).unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let outputs = Outputs::new(folder.path()).unwrap();
        let error = outputs.create("x.csv").unwrap_err();
        assert!(matches!(error, ReportError::IsADirectory { .. }), "{error}");
        for taken in ["file", "file/below"] {
            let error = Outputs::new(&folder.path().join(taken)).unwrap_err();
            assert!(
                matches!(error, ReportError::NotADirectory { .. }),
                "{error}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_what_the_umask_allows() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| {
            fs::metadata(folder.path().join(name))
                .unwrap()
                .permissions()
                .mode()
                & 0o777
        };
        fs::write(folder.path().join("plain"), "").unwrap();
        let mut outputs = Outputs::new(folder.path()).unwrap();
        fill(&mut outputs, "x.csv", "");
        outputs.commit().unwrap();
        assert_eq!(mode("x.csv"), mode("plain"));
    }
}
